/** A stack on which cases of the fault matrix run one after the other, as long as each leaves it as its program declares it. */
import { cli } from "../support/cli";
import type { ProofProject } from "../support/proofProject";
import type { Finished } from "../support/stackProject";
import { caseName } from "./faultCases";
import type { FaultCase } from "./faultCases";
import { createFaultProject, writeArgs } from "./faultProject";
import type { FaultRow } from "./faultRows";
import { azureInventory, differences, lostResources, orphansOf, stackState } from "./inventory";
import { errorsOf, unclear } from "./pulumiErrors";
import type { Operation, ProgramArgs, ResourceRow } from "./resourceRows";
import { shortened } from "./workers";
import type { CaseResult } from "./workers";

/** A row of the table. */
export interface FaultResult extends CaseResult {
  resource: string;
  operation: Operation;
  fault: string;
  /** `succeeded (2 retries)`, or `failed (8 tries): Status=403 …` */
  outcome: string;
  /** How the stack converged after a failure; empty: there was none. */
  next: string;
}

const commands = {
  up: ["up", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
};

/** A secret that was deleted can be created again at once. */
const quickDeletions = { keyVault: { dnsSeconds: 0, objectPolls: 0, objectSeconds: 0 } };

/** Begins `next` where the stack did not converge after a failure. */
const stuck = "NOT: ";

/** How the command of a case ended. */
type Outcome = Pick<FaultResult, "outcome" | "next" | "problems">;

export class FaultStack {
  /** The arguments that are deployed; undefined: nothing is. */
  private deployed: ProgramArgs | undefined;
  private changes = 0;

  private constructor(
    private readonly project: ProofProject,
    /** The resources of Azure that are not the stack's. */
    private readonly before: Set<string>,
  ) {}

  static async create(): Promise<FaultStack> {
    const project = await createFaultProject();
    const stack = new FaultStack(project, await azureInventory(project.stack.azure));
    await stack.resetSettings();
    return stack;
  }

  close(): Promise<void> {
    return this.project.close();
  }

  /** Runs a case. The stack can run another where the result has no problem. */
  async run(faultCase: FaultCase): Promise<FaultResult> {
    const { resource, operation, fault } = faultCase;
    await this.prepare(resource, operation);
    const command = this.commandFor(resource, operation);
    await this.inject(faultCase);
    const finished = await this.project.stack.tryPulumi(...command);
    const matched = await this.removeFault(fault, finished);

    const applied = Math.min(matched, fault.fault?.count ?? matched);
    const outcome =
      finished.code === 0
        ? succeeded(fault, applied)
        : await this.failed(faultCase, command, finished, applied);
    const isStuck = outcome.next.startsWith(stuck);
    const problems = [
      ...(fault.fault && matched === 0 ? ["the fault matched no request"] : []),
      ...outcome.problems,
      ...(isStuck ? [outcome.next] : await this.notConverged(faultCase, outcome.next !== "")),
    ];
    const hasProblems = outcome.next !== "" && !isStuck && problems.length > 0;
    return {
      name: caseName(faultCase),
      resource: resource.name,
      operation,
      fault: fault.name,
      outcome: outcome.outcome,
      next: hasProblems ? `${outcome.next}, with problems` : outcome.next,
      problems,
    };
  }

  /** Brings the stack to where the operation begins. */
  private async prepare({ option, isChangedByAzure }: ResourceRow, operation: Operation): Promise<void> {
    if (operation === "create" && !option) {
      await this.destroy();
      return;
    }
    const wanted = (operation === "create" ? option?.off : option?.on) ?? {};
    const { override: _, ...args } = this.deployed ?? { never: true };
    // The change of an earlier update may stay.
    if (JSON.stringify(args) !== JSON.stringify(wanted)) {
      await this.removeLock(wanted);
      await this.deploy(wanted);
      if (isChangedByAzure) {
        await this.project.stack.pulumi("refresh", "--yes", "--skip-preview");
      }
    }
  }

  private async destroy(): Promise<void> {
    if (this.deployed) {
      await this.project.stack.pulumi(...commands.destroy);
      this.deployed = undefined;
    }
  }

  private async deploy(args: ProgramArgs): Promise<void> {
    writeArgs(this.project, args);
    await this.project.stack.pulumi(...commands.up);
    this.deployed = args;
  }

  /** Removes a lock before anything else: Azure deletes nothing that is locked. */
  private async removeLock(wanted: ProgramArgs): Promise<void> {
    if (this.deployed?.deleteLock && !wanted.deleteLock) {
      await this.deploy({});
    }
  }

  /** The command of the operation. What it deploys counts as deployed from here on. */
  private commandFor(resource: ResourceRow, operation: Operation): string[] {
    if (operation === "read") {
      return commands.refresh;
    }
    if (operation === "delete" && !resource.option) {
      this.deployed = undefined;
      return commands.destroy;
    }
    const args = this.argsFor(resource, operation);
    writeArgs(this.project, args);
    this.deployed = args;
    return commands.up;
  }

  /** The program's arguments with which `up` is the operation. */
  private argsFor({ option, logicalName, change }: ResourceRow, operation: Operation): ProgramArgs {
    if (operation === "delete") {
      return option?.off ?? {};
    }
    if (operation === "create") {
      return { ...option?.on };
    }
    this.changes += 1;
    return { ...option?.on, override: { [logicalName]: change(this.changes) } };
  }

  private async inject({ resource, operation, fault }: FaultCase): Promise<void> {
    if (fault.fault) {
      const request = resource.requests[operation];
      const longRunningPath = fault.fault.operation && resource.longRunning?.path;
      const path = longRunningPath || request.path;
      await this.project.addFaults({ ...request, ...fault.fault, path });
    }
    if (fault.settings) {
      await this.project.stack.azure.control("PUT", "/_local/settings", fault.settings);
    }
  }

  /** @returns How many requests the fault has matched. */
  private async removeFault({ settings }: FaultRow, { code }: Finished): Promise<number> {
    const { matched } = await this.project.faultNow();
    await this.project.clearFaults();
    // After a failure the setting stays for the next command, which it no longer disturbs: it counts denials.
    if (settings && code === 0) {
      await this.resetSettings();
    }
    return matched;
  }

  private async resetSettings(): Promise<void> {
    const { azure } = this.project.stack;
    await azure.control("DELETE", "/_local/settings");
    await azure.control("PUT", "/_local/settings", quickDeletions);
  }

  private async failed(
    { resource: { logicalName }, fault }: FaultCase,
    command: string[],
    finished: Finished,
    applied: number,
  ): Promise<Outcome> {
    const errors = errorsOf(finished);
    const error = shortened(errors.get(logicalName)?.[0] ?? "no error that names it");
    const problems = unclear(finished, errors, logicalName, fault.expectedError);
    if (fault.isTransient) {
      problems.push("failed although the fault was transient");
    }
    const next = await this.retry(command);
    await this.resetSettings();
    return { outcome: `failed${applied > 1 ? ` (${applied} tries)` : ""}: ${error}`, next, problems };
  }

  /** Runs the command again, without the fault. @returns How it ended. */
  private async retry(command: string[]): Promise<string> {
    const { stack } = this.project;
    const [name = ""] = command;
    const state = await stackState(stack);
    const inventory = await azureInventory(stack.azure);
    // Without `recover` an `up` would fail on resources that only Azure has, or only the state.
    const isNeeded =
      orphansOf(state, inventory, this.before).length > 0 || lostResources(state, inventory).length > 0;
    if (isNeeded) {
      const recovered = await cli(stack, ["recover"]);
      if (recovered.code !== 0) {
        return `${stuck}recover failed: ${shortened(recovered.stderr.trim())}`;
      }
    }
    const steps = isNeeded ? `recover, ${name}` : name;
    const { code, stdout, stderr } = await stack.tryPulumi(...command);
    return code === 0 ? `${steps}: converged` : `${stuck}${steps}: ${shortened(stdout + stderr)}`;
  }

  /** Describes what is not as the program declares it. */
  private async notConverged(
    { resource: { option, resources, isChangedByAzure }, operation }: FaultCase,
    hadFailed: boolean,
  ): Promise<string[]> {
    const { stack } = this.project;
    const problems: string[] = [];
    // A read is expected to find no changes by its own command, and after a destroy there is nothing to preview.
    if (operation !== "read" && (operation !== "delete" || option)) {
      // After a deployment without a failure the state is as declared: only Azure can differ.
      const command = hadFailed || isChangedByAzure ? ["preview", "--expect-no-changes"] : commands.refresh;
      const { code, stdout, stderr } = await stack.tryPulumi(...command);
      if (code !== 0) {
        problems.push(`not converged: ${shortened(stdout + stderr)}`);
      }
    }
    const expected = operation === "delete" ? resources.absent : resources.present;
    return [...problems, ...(await differences(stack, this.before, expected))];
  }
}

function succeeded({ isTransient }: FaultRow, applied: number): Outcome {
  const retries = applied === 1 ? "1 retry" : `${applied} retries`;
  return {
    outcome: applied === 0 ? "succeeded" : `succeeded (${retries})`,
    next: "",
    problems: isTransient ? [] : ["succeeded although the fault lasted"],
  };
}
