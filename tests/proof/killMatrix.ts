/** Kills the engine, the providers or the local Azure in the middle of a run, and sees whether the next run converges. */
import { cli } from "../support/cli";
import { StackProject } from "../support/stackProject";
import { azureInventory, differences, orphansOf, stackState } from "./inventory";
import { inTurn, runLanes, shortened } from "./lanes";
import type { Verdict } from "./lanes";
import { momentName } from "./killMoments";
import type { KillMoment, Run, Victim } from "./killMoments";
import { ProofProject, until } from "../support/proofProject";

/** A row of the table. */
export interface KillVerdict extends KillMoment, Verdict {
  /** The request that was under way, such as `PUT …/vaults/…`. */
  request: string;
  /** Creations that the state knows as begun, and what Azure had that the state had not. */
  pending: number;
  unknown: number;
  /** What had to be run: `up`, `cancel, up`, `recover, up`. */
  way: string;
}

/** Resources of azure-native in the stack: group, account, vault, secret and three grants. */
const resourceCount = 7;

/** Requests to Azure's hosts, and not those to the local Azure itself. */
const azureHosts = "\\.(com|net)$";

/** Longer than any run: whoever is killed does not wait for it. */
const hold = 60_000;

const command = (run: Run): string[] => [run, "--yes", "--skip-preview"];

/** The repository's stack, deployed and destroyed in turn with a kill in each. */
export class KillStack {
  private deployed = false;
  /** Requests of an undisturbed run. */
  private readonly requests = new Map<Run, number>();

  private constructor(
    private readonly project: ProofProject,
    private readonly victim: Victim,
    private readonly before: Set<string>,
  ) {}

  static async create(victim: Victim): Promise<KillStack> {
    const stack = await StackProject.create();
    const project = new ProofProject(stack);
    try {
      if (victim !== "local Azure") {
        await project.startProviders();
      }
      // Operations that run on are what a kill leaves half done.
      await stack.azure.control("PUT", "/_local/settings", { operations: { polls: 2 } });
      const before = await azureInventory(stack.azure);
      await stack.init({ teamMembers: ["ada@contoso.example"] });
      return new KillStack(project, victim, before);
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.project.close();
  }

  /** Runs a moment. The stack serves further ones where the verdict has no problem. */
  async run(moment: KillMoment): Promise<KillVerdict> {
    const { run, part } = moment;
    await this.bringTo(run === "up" ? "destroy" : "up");
    let number = Math.max(1, Math.ceil(part * (await this.count(run))));
    let request = await this.killAt(run, number, moment.done);
    while (request === undefined && number > 1) {
      // The run had fewer requests than the one that was counted.
      await this.bringTo(run === "up" ? "destroy" : "up");
      number = Math.max(1, number - 2);
      request = await this.killAt(run, number, moment.done);
    }
    const seen = await this.look(run);
    const way = await this.goOn(run, seen.unknown + seen.pending > 0);
    const problems = [...seen.problems, ...way.problems];
    if (way.problems.length === 0) {
      this.deployed = run === "up";
      problems.push(...(await this.notConverged(run)));
    }
    return {
      ...moment,
      name: momentName(moment),
      request: request ?? "none: the run ended before",
      pending: seen.pending,
      unknown: seen.unknown,
      way: way.name,
      problems: request === undefined ? ["nothing was killed", ...problems] : problems,
    };
  }

  /** Deploys or destroys the stack, undisturbed. */
  private async bringTo(state: Run): Promise<void> {
    if (this.deployed !== (state === "up")) {
      await this.project.stack.pulumi(...command(state));
      this.deployed = state === "up";
    }
  }

  /** How many requests an undisturbed run has; the stack is afterwards where it was. */
  private async count(run: Run): Promise<number> {
    if (!this.requests.has(run)) {
      await this.countOne(run);
      await this.countOne(run === "up" ? "destroy" : "up");
    }
    return this.requests.get(run)!;
  }

  private async countOne(run: Run): Promise<void> {
    const { azure } = this.project.stack;
    await azure.control("DELETE", "/_local/requests");
    await this.bringTo(run);
    const { requests } = (await azure.control("GET", "/_local/requests")).body;
    const ofAzure = (requests as { service: string }[]).filter(({ service }) => service !== "control");
    this.requests.set(run, ofAzure.length);
  }

  /**
   * Kills the victim while a request of the run is under way, and starts it again.
   * @returns The request, or undefined where the run has ended before it came to it.
   */
  private async killAt(run: Run, number: number, done: boolean): Promise<string | undefined> {
    const { project } = this;
    await project.addFaults({
      host: azureHosts,
      skip: number - 1,
      count: 1,
      after: done,
      // What is held is never carried out later: it ends with a reset.
      delayMs: hold,
      reset: true,
    });
    const running = project.start(command(run));
    let ended = false;
    void running.ended.then(() => (ended = true));
    let applied: string | undefined;
    await until(async () => {
      ({ applied } = await project.faultNow());
      return ended || applied !== undefined;
    }, `request ${number} of ${run} is under way`);
    if (applied === undefined) {
      await project.clearFaults();
      this.deployed = run === "up";
      return undefined;
    }
    await this.kill(running);
    return withoutNames(applied);
  }

  private async kill(running: ReturnType<ProofProject["start"]>): Promise<void> {
    const { project, victim } = this;
    if (victim === "local Azure") {
      await project.killHost();
      await running.ended;
      await project.stack.rejoin();
      return;
    }
    if (victim === "engine") {
      running.kill();
    }
    await project.killProviders();
    await running.ended;
    await project.clearFaults();
    await project.startProviders();
  }

  /** Azure goes on with an operation that nobody asks about; the local one does with each look at the account. */
  private async operationsEnd(): Promise<void> {
    const { azure } = this.project.stack;
    const accounts = [...(await azureInventory(azure))].filter((id) => /\/accounts\/[^/]+$/.test(id));
    for (const id of accounts) {
      await until(async () => {
        const { status, body } = await azure.arm("GET", `${id}?api-version=2024-10-01`);
        return status === 404 || ["Succeeded", "Failed"].includes(body.properties.provisioningState);
      }, `the operation on ${id} ends`);
    }
  }

  /** What there is after the kill: what was acknowledged must not be lost. */
  private async look(run: Run): Promise<{ pending: number; unknown: number; problems: string[] }> {
    const { stack } = this.project;
    await this.operationsEnd();
    const state = await stackState(stack);
    const inventory = await azureInventory(stack.azure);
    const unknown = orphansOf(state, inventory, this.before);
    const lost =
      run === "up"
        ? state.resources.filter(
            ({ type, id }) => type.startsWith("azure-native:") && id && !inventory.has(id.toLowerCase()),
          )
        : [];
    return {
      pending: state.pending.filter(({ type }) => type === "creating").length,
      unknown: run === "up" ? unknown.length : 0,
      problems: [
        ...lost.map(({ urn }) => `lost: ${urn.split("::").pop()}`),
        // A deletion is taken out of the state once Azure has acknowledged it.
        ...(run === "destroy" ? unknown.map((id) => `a deletion was lost: ${id}`) : []),
      ],
    };
  }

  /** Runs the same command again, after what has to come before it. */
  private async goOn(run: Run, recover: boolean): Promise<{ name: string; problems: string[] }> {
    const { stack } = this.project;
    const wasLocked = this.victim === "engine";
    if (recover) {
      const recovered = await cli(stack, ["recover", ...(wasLocked ? ["--unlock"] : [])]);
      if (recovered.code !== 0) {
        return { name: "recover", problems: [`recover failed: ${shortened(recovered.stderr)}`] };
      }
    } else if (wasLocked) {
      await stack.pulumi("cancel", "--yes");
    }
    const name = [...(recover ? ["recover"] : wasLocked ? ["cancel"] : []), run].join(", ");
    const { code, stdout, stderr } = await stack.tryPulumi(...command(run));
    return {
      name,
      problems: code === 0 ? [] : [`${run} failed: ${shortened(stdout.slice(-1500) + stderr)}`],
    };
  }

  private async notConverged(run: Run): Promise<string[]> {
    const { stack } = this.project;
    const problems = await differences(stack, this.before, run === "up" ? resourceCount : 0);
    if (run === "up") {
      const { code, stdout, stderr } = await stack.tryPulumi("preview", "--expect-no-changes");
      problems.push(...(code === 0 ? [] : [`not converged: ${shortened(stdout + stderr)}`]));
    }
    return problems;
  }
}

/** The kind of a request, without the names in it: `PUT …/vaults/…`. */
function withoutNames(request: string): string {
  const [method, path] = request.split(" ") as [string, string];
  // `…/vaults/NAME`, or a collection: `/v1.0/users`.
  const [, kind = path.split("/").pop()!] = /\/(\w+)\/[^/]+$/.exec(path) ?? [];
  return /^\/[^/]+\/oauth2/.test(path) ? "a token" : `${method} …/${kind}/…`;
}

/** Runs moments, `up` and `destroy` in turn: a destroy begins where an up ends. Arguments as those of `runFaultCases`. */
export const runKillMoments = (
  lanes: readonly (readonly KillMoment[])[],
  workers: number,
  progress?: (verdict: KillVerdict) => void,
): Promise<KillVerdict[]> => {
  const ordered = lanes.map((moments) => {
    const of = (wanted: Run) => moments.filter(({ run }) => run === wanted);
    return inTurn(of("up"), of("destroy"));
  });
  return runLanes(ordered, workers, ({ victim }) => KillStack.create(victim), notRun, progress);
};

const notRun = (moment: KillMoment, error: Error): KillVerdict => ({
  ...moment,
  name: momentName(moment),
  request: "",
  pending: 0,
  unknown: 0,
  way: "could not be run",
  problems: [shortened(error.message)],
});
