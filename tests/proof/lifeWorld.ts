/** A sequence under way: the project, what is expected of it, and what has been wrong so far. */
import { findPart } from "./lifeResources";
import type { FoundPart, Part } from "./lifeResources";
import type { LifeProject } from "./lifeProject";
import { newModel } from "./lifeModel";
import type { Model } from "./lifeModel";

export class LifeWorld {
  readonly model: Model = newModel();
  readonly problems: string[] = [];
  /** What happened, for the report of a failed sequence. */
  readonly history: string[] = [];
  /** Names of the remedies that were applied. */
  readonly remedies: string[] = [];
  /** Role assignments that a remedy has created outside Pulumi, in lower case. */
  readonly granted = new Set<string>();

  constructor(readonly project: LifeProject) {}

  get azure() {
    return this.project.stack.azure;
  }

  find(part: Part): FoundPart | undefined {
    return findPart(this.project.state(this.model), part);
  }

  /** Writes the files of the program as the model has them now. */
  write(): void {
    this.project.write(this.model);
  }

  async advanceClock(seconds: number): Promise<void> {
    await this.azure.control("POST", "/_local/clock", { seconds });
  }
}
