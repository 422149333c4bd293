/** Runs cases of the fault matrix on a stack, one after the other, and says of each what happened. */
import { cli } from "../support/cli";
import type { Finished } from "../support/stackProject";
import { caseName } from "./faultCases";
import type { FaultCase, Operation, ProgramArgs, ResourceRow } from "./faultCases";
import { azureInventory, differences, orphansOf, stackState } from "./inventory";
import { inTurn, runLanes, shortened } from "./lanes";
import type { Verdict } from "./lanes";
import { createFaultProject, writeArgs } from "./proofProgram";
import type { ProofProject } from "../support/proofProject";

/** A row of the table. */
export interface FaultVerdict extends Verdict {
  resource: string;
  operation: Operation;
  fault: string;
  /** `succeeded (2 retries)`, or `failed (8 tries): Status=403 …` */
  outcome: string;
  /** How the stack converged after a failure; empty: there was none. */
  next: string;
}

const commands: Record<"up" | "destroy" | "refresh", string[]> = {
  up: ["up", "--yes", "--skip-preview"],
  destroy: ["destroy", "--yes", "--skip-preview"],
  refresh: ["refresh", "--yes", "--skip-preview", "--expect-no-changes"],
};

/** A stack that stands for many cases, as long as each leaves it as its program says. */
class FaultStack {
  /** The program's arguments as they are deployed; undefined: nothing is. */
  private deployed: ProgramArgs | undefined;
  private changes = 0;

  private constructor(
    readonly project: ProofProject,
    /** What Azure had before the stack. */
    private readonly before: Set<string>,
  ) {}

  static async create(): Promise<FaultStack> {
    const project = await createFaultProject();
    return new FaultStack(project, await azureInventory(project.stack.azure));
  }

  close(): Promise<void> {
    return this.project.close();
  }

  /** Runs a case. The stack serves further cases where the verdict has no problem. */
  async run(one: FaultCase): Promise<FaultVerdict> {
    const { resource, operation, fault } = one;
    const { project } = this;
    await this.prepare(resource, operation);
    const command = this.commandFor(resource, operation);
    const { settings, says } = fault;
    if (fault.fault) {
      const { on } = (fault.fault.operation && resource.longRunning) || {};
      await project.addFaults({
        ...resource.requests[operation],
        ...fault.fault,
        ...(on ? { path: on } : {}),
      });
    }
    if (settings) {
      await project.stack.azure.control("PUT", "/_local/settings", settings);
    }
    const finished = await project.stack.tryPulumi(...command);
    const { matched } = await project.faultNow();
    await project.clearFaults();
    // What counts denials goes on to count them: it passes by itself.
    if (settings && finished.code === 0) {
      await project.stack.azure.control("DELETE", "/_local/settings");
    }

    const problems = fault.fault && matched === 0 ? ["the fault matched no request"] : [];
    const applied = Math.min(matched, fault.fault?.count ?? matched);
    let outcome: string;
    let next = "";
    if (finished.code === 0) {
      outcome = applied === 0 ? "succeeded" : `succeeded (${count(applied, "retry", "retries")})`;
      if (!fault.passes) {
        problems.push("succeeded although the fault lasted");
      }
    } else {
      const errors = errorsOf(finished);
      outcome = `failed${applied > 1 ? ` (${applied} tries)` : ""}: ${shortened(errors.get(resource.logicalName)?.[0] ?? "no error that names it")}`;
      problems.push(...unclear(finished, errors, resource.logicalName, says));
      if (fault.passes) {
        problems.push("was not got over");
      }
      next = await this.again(command);
      await project.stack.azure.control("DELETE", "/_local/settings");
    }
    if (!next.startsWith("NOT")) {
      problems.push(...(await this.notConverged(resource, operation, next !== "")));
    } else {
      problems.push(next);
    }
    return {
      name: caseName(one),
      resource: resource.name,
      operation,
      fault: fault.name,
      outcome,
      next: next && !next.startsWith("NOT") && problems.length > 0 ? `${next}, with problems` : next,
      problems,
    };
  }

  /** Brings the stack to where the operation begins. */
  private async prepare({ option }: ResourceRow, operation: Operation): Promise<void> {
    const { stack } = this.project;
    if (operation === "create" && !option) {
      if (this.deployed) {
        await stack.pulumi(...commands.destroy);
        this.deployed = undefined;
      }
      return;
    }
    const wanted = operation === "create" ? option!.off : (option?.on ?? {});
    const { override: _, ...args } = this.deployed ?? { never: true };
    // A change that an update before has made may stay.
    if (JSON.stringify(args) !== JSON.stringify(wanted)) {
      await this.removeLock(wanted);
      writeArgs(this.project, wanted);
      await stack.pulumi(...commands.up);
      this.deployed = wanted;
    }
  }

  /** Azure takes nothing away from what is locked: a lock goes by itself, first. */
  private async removeLock(wanted: ProgramArgs): Promise<void> {
    if (this.deployed?.deleteLock && !wanted.deleteLock) {
      writeArgs(this.project, {});
      await this.project.stack.pulumi(...commands.up);
    }
  }

  /** The command that is the operation; what it deploys is written down as deployed. */
  private commandFor(resource: ResourceRow, operation: Operation): string[] {
    const { option, logicalName } = resource;
    if (operation === "read") {
      return commands.refresh;
    }
    if (operation === "delete" && !option) {
      this.deployed = undefined;
      return commands.destroy;
    }
    const args =
      operation === "delete"
        ? option!.off
        : {
            ...option?.on,
            ...(operation === "update"
              ? { override: { [logicalName]: resource.change((this.changes += 1)) } }
              : {}),
          };
    writeArgs(this.project, args);
    this.deployed = args;
    return commands.up;
  }

  /** Runs the command again, now that nothing stands in its way. @returns How it ended. */
  private async again(command: string[]): Promise<string> {
    const { stack } = this.project;
    const state = await stackState(stack);
    const name = command[0]!;
    let way = name;
    // Azure has what Pulumi never heard of: a plain `up` would meet it as a stranger.
    if (orphansOf(state, await azureInventory(stack.azure), this.before).length > 0) {
      const recovered = await cli(stack, ["recover"]);
      if (recovered.code !== 0) {
        return `NOT: recover failed: ${shortened(recovered.stderr.trim())}`;
      }
      way = `recover, ${name}`;
    }
    const { code, stdout, stderr } = await stack.tryPulumi(...command);
    return code === 0 ? `${way}: converged` : `NOT: ${way}: ${shortened(stdout + stderr)}`;
  }

  private async notConverged(
    { option, resources }: ResourceRow,
    operation: Operation,
    hadFailed: boolean,
  ): Promise<string[]> {
    const { stack } = this.project;
    const problems: string[] = [];
    // Reads are expected to find no changes by their own command, and nothing is left to look at after a destroy.
    if (operation !== "read" && (operation !== "delete" || option)) {
      // The state is as the program says where it was deployed without a failure: Azure is what remains to be asked.
      const command = hadFailed ? ["preview", "--expect-no-changes"] : commands.refresh;
      const { code, stdout, stderr } = await stack.tryPulumi(...command);
      if (code !== 0) {
        problems.push(`not converged: ${shortened(stdout + stderr)}`);
      }
    }
    const expected = operation === "delete" ? resources.absent : resources.present;
    return [...problems, ...(await differences(stack, this.before, expected))];
  }
}

/** Errors by the name of the resource that Pulumi says them of, without those that only say that there was one. */
function errorsOf({ stdout, stderr }: Finished): Map<string, string[]> {
  const [, diagnostics = ""] = `${stdout}\n${stderr}`.split("\nDiagnostics:\n");
  const errors = new Map<string, string[]>();
  for (const block of diagnostics.split(/\n\n/)) {
    const [, name = "", text = ""] = /^ {2}\S+ \((.+)\):\n([^]+)$/.exec(block.replace(/^\n+/, "")) ?? [];
    for (const said of text.split(/^ {4}(?=error: )/m).filter((one) => one.startsWith("error: "))) {
      const words = said
        .replace(/^error: /, "")
        .replace(/\s+/g, " ")
        .replace(/^1 error occurred: \* /, "")
        .trim();
      if (!/^(update|refresh|destroy|deletion|preview) failed$/.test(words)) {
        errors.set(name, [...(errors.get(name) ?? []), words]);
      }
    }
  }
  return errors;
}

/** What keeps an error from being clear: it is one, of the resource, with Azure's code and without a stack trace. */
function unclear(
  { stdout, stderr }: Finished,
  errors: Map<string, string[]>,
  logicalName: string,
  says: RegExp | undefined,
): string[] {
  const problems: string[] = [];
  const said = errors.get(logicalName) ?? [];
  const others = [...errors.keys()].filter((name) => name !== logicalName);
  if (new Set(said).size !== 1) {
    problems.push(`${new Set(said).size} errors of the resource`);
  }
  if (others.length > 0) {
    problems.push(`errors of others: ${others.join(", ")}: ${shortened(errors.get(others[0]!)![0]!)}`);
  }
  if (says && said[0] && !says.test(said[0])) {
    problems.push("the error does not say what Azure said");
  }
  if (/\n\s+at .+:\d+:\d+/.test(stdout + stderr)) {
    problems.push("a stack trace");
  }
  return problems;
}

const count = (number: number, one: string, many: string) => `${number} ${number === 1 ? one : many}`;

/** Creates and deletes in turn, as each begins where the other ends; then what is done to a resource that is there. */
function inOrder(cases: readonly FaultCase[]): FaultCase[] {
  const of = (wanted: Operation) => cases.filter(({ operation }) => operation === wanted);
  return [...inTurn(of("create"), of("delete")), ...of("update"), ...of("read")];
}

/** @param lanes Cases that share a stack. @param workers How many stacks there are at once. */
export const runFaultCases = (
  lanes: readonly (readonly FaultCase[])[],
  workers: number,
  progress?: (verdict: FaultVerdict) => void,
): Promise<FaultVerdict[]> =>
  runLanes(lanes.map(inOrder), workers, () => FaultStack.create(), notRun, progress);

const notRun = (one: FaultCase, error: Error): FaultVerdict => ({
  name: caseName(one),
  resource: one.resource.name,
  operation: one.operation,
  fault: one.fault.name,
  outcome: "could not be run",
  next: "",
  problems: [shortened(error.message)],
});
