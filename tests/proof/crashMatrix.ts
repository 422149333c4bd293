/** Runs crash-recovery tests: kills the engine, the providers or the local Azure, and checks that the next run converges. */
import { ProofProject, until } from "../support/proofProject";
import { cli } from "../support/cli";
import { StackProject } from "../support/stackProject";
import { momentName } from "./crashMoments";
import type { CrashMoment, Run, Target } from "./crashMoments";
import { azureInventory, differences, lostResources, orphansOf, stackState } from "./inventory";
import { alternate, runBatches, shortened } from "./workers";
import type { CaseResult } from "./workers";

/** A row of the table. */
export interface CrashResult extends CrashMoment, CaseResult {
  /** The request that was under way, such as `PUT …/vaults/…`. */
  request: string;
  /** How many creations the state has as pending. */
  pending: number;
  /** How many resources Azure has and the state does not. */
  unknown: number;
  /** The commands that followed: `up`, `cancel, up` or `recover, up`. */
  commands: string;
}

/** Resources of azure-native in the stack: group, account, vault, secret and three role assignments. */
const resourceCount = 7;

/** Matches requests to Azure, and not those to the local Azure's control routes. */
const azureHosts = "\\.(com|net)$";

/** A request is held for longer than any run lasts. */
const holdMs = 60_000;

const command = (run: Run): string[] => [run, "--yes", "--skip-preview"];
const opposite = (run: Run): Run => (run === "up" ? "destroy" : "up");

/** The repository's stack, deployed and destroyed alternately with a crash in each run. */
class CrashStack {
  private deployed = false;
  /** Requests of an undisturbed run. */
  private readonly requestCounts = new Map<Run, number>();

  private constructor(
    private readonly project: ProofProject,
    private readonly target: Target,
    /** The resources of Azure that are not the stack's. */
    private readonly before: Set<string>,
  ) {}

  static async create(target: Target): Promise<CrashStack> {
    const stack = await StackProject.create();
    const project = new ProofProject(stack);
    try {
      if (target !== "local Azure") {
        await project.startProviders();
      }
      // A crash leaves long-running operations half done.
      await stack.azure.control("PUT", "/_local/settings", { operations: { polls: 2 } });
      const before = await azureInventory(stack.azure);
      await stack.init({ fineTuningPrincipals: ["ada@contoso.example"] });
      return new CrashStack(project, target, before);
    } catch (error) {
      await project.close();
      throw error;
    }
  }

  close(): Promise<void> {
    return this.project.close();
  }

  /** Runs one test. The stack can run another where the result has no problem. */
  async run(moment: CrashMoment): Promise<CrashResult> {
    const { run } = moment;
    const request = await this.crash(moment);
    const crashed = await this.inspect(run);
    const rerun = await this.rerun(run, crashed.unknown + crashed.pending > 0);
    const problems = [...crashed.problems, ...rerun.problems];
    if (rerun.problems.length === 0) {
      this.deployed = run === "up";
      problems.push(...(await this.notConverged(run)));
    }
    return {
      ...moment,
      name: momentName(moment),
      request: request ?? "none: the run ended before",
      pending: crashed.pending,
      unknown: crashed.unknown,
      commands: rerun.commands,
      problems: request === undefined ? ["nothing was killed", ...problems] : problems,
    };
  }

  /** Kills the target at the moment. @returns The request that was under way; undefined: nothing was killed. */
  private async crash({ run, part, done }: CrashMoment): Promise<string | undefined> {
    await this.bringTo(opposite(run));
    let number = Math.max(1, Math.ceil(part * (await this.requestCount(run))));
    let request = await this.killAt(run, number, done);
    while (request === undefined && number > 1) {
      // The run had fewer requests than the one that was counted.
      await this.bringTo(opposite(run));
      number = Math.max(1, number - 2);
      request = await this.killAt(run, number, done);
    }
    return request;
  }

  /** Deploys or destroys the stack, undisturbed. */
  private async bringTo(state: Run): Promise<void> {
    if (this.deployed !== (state === "up")) {
      await this.project.stack.pulumi(...command(state));
      this.deployed = state === "up";
    }
  }

  /** The number of requests of an undisturbed run, after which the stack is where it was. */
  private async requestCount(run: Run): Promise<number> {
    const counted = this.requestCounts.get(run);
    if (counted !== undefined) {
      return counted;
    }
    const count = await this.countRequests(run);
    this.requestCounts.set(run, count);
    this.requestCounts.set(opposite(run), await this.countRequests(opposite(run)));
    return count;
  }

  private async countRequests(run: Run): Promise<number> {
    const { azure } = this.project.stack;
    await azure.control("DELETE", "/_local/requests");
    await this.bringTo(run);
    const { requests } = (await azure.control("GET", "/_local/requests")).body;
    return (requests as { service: string }[]).filter(({ service }) => service !== "control").length;
  }

  /**
   * Kills the target while a request of the run is under way, and starts it again.
   * @returns The request; undefined where the run ends before it.
   */
  private async killAt(run: Run, number: number, done: boolean): Promise<string | undefined> {
    const { project } = this;
    await project.addFaults({
      host: azureHosts,
      skip: number - 1,
      count: 1,
      after: done,
      // With the reset a request that is held is not carried out later.
      delayMs: holdMs,
      reset: true,
    });
    const running = project.start(command(run));
    let ended = false;
    void running.ended.then(() => (ended = true));
    let request: string | undefined;
    await until(async () => {
      ({ applied: request } = await project.faultNow());
      return ended || request !== undefined;
    }, `request ${number} of ${run} is under way`);
    if (request === undefined) {
      await project.clearFaults();
      this.deployed = run === "up";
      return undefined;
    }
    await this.kill(running);
    return withoutNames(request);
  }

  private async kill(running: ReturnType<ProofProject["start"]>): Promise<void> {
    const { project, target } = this;
    if (target === "local Azure") {
      await project.killHost();
      await running.ended;
      await project.stack.rejoin();
      return;
    }
    if (target === "engine") {
      running.kill();
    }
    await project.killProviders();
    await running.ended;
    await project.clearFaults();
    await project.startProviders();
  }

  /** Waits until Azure has ended its operations. The local Azure advances them with each read of the account. */
  private async untilOperationsEnd(): Promise<void> {
    const { azure } = this.project.stack;
    const accounts = [...(await azureInventory(azure))].filter((id) => /\/accounts\/[^/]+$/.test(id));
    for (const id of accounts) {
      await until(async () => {
        const { status, body } = await azure.arm("GET", `${id}?api-version=2024-10-01`);
        return status === 404 || ["Succeeded", "Failed"].includes(body.properties.provisioningState);
      }, `the operation on ${id} ends`);
    }
  }

  /** Compares the state with Azure after the crash: what was acknowledged must not be lost. */
  private async inspect(run: Run): Promise<{ pending: number; unknown: number; problems: string[] }> {
    const { stack } = this.project;
    await this.untilOperationsEnd();
    const state = await stackState(stack);
    const inventory = await azureInventory(stack.azure);
    const pending = state.pending.filter(({ type }) => type === "creating").length;
    const unknown = orphansOf(state, inventory, this.before);
    if (run === "destroy") {
      // The state drops a resource once Azure has acknowledged its deletion, and the secret before its vault is deleted.
      const kept = unknown.filter((id) => !secretOfGeneratedVault.test(id));
      return { pending, unknown: 0, problems: kept.map((id) => `a deletion was lost: ${id}`) };
    }
    const lost = lostResources(state, inventory);
    return { pending, unknown: unknown.length, problems: lost.map((name) => `lost: ${name}`) };
  }

  /** Runs the same command again, after the commands that must precede it. */
  private async rerun(run: Run, needsRecovery: boolean): Promise<{ commands: string; problems: string[] }> {
    const { stack } = this.project;
    const isLocked = this.target === "engine";
    const commands: string[] = [];
    if (needsRecovery) {
      commands.push("recover");
      const recovered = await cli(stack, ["recover", ...(isLocked ? ["--unlock"] : [])]);
      if (recovered.code !== 0) {
        return { commands: "recover", problems: [`recover failed: ${shortened(recovered.stderr)}`] };
      }
    } else if (isLocked) {
      commands.push("cancel");
      await stack.pulumi("cancel", "--yes");
    }
    commands.push(run);
    const { code, stdout, stderr } = await stack.tryPulumi(...command(run));
    return {
      commands: commands.join(", "),
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

/** It is deleted with its vault. */
const secretOfGeneratedVault = /\/vaults\/wandb-vault[0-9a-f]{8}\/secrets\/[^/]+$/;

/** The kind of a request, without the names in it: `PUT …/vaults/…`. */
function withoutNames(request: string): string {
  const [method = "", path = ""] = request.split(" ");
  // `…/vaults/NAME`, or a collection: `/v1.0/users`.
  const [, kind = path.split("/").pop()] = /\/(\w+)\/[^/]+$/.exec(path) ?? [];
  return /^\/[^/]+\/oauth2/.test(path) ? "a token" : `${method} …/${kind}/…`;
}

/** Runs tests, `up` and `destroy` alternately: a destroy begins where an up ends. Parameters as of `runFaultCases`. */
export const runCrashMoments = (
  batches: readonly (readonly CrashMoment[])[],
  workers: number,
  progress?: (result: CrashResult) => void,
): Promise<CrashResult[]> => {
  const ordered = batches.map((moments) => {
    const of = (wanted: Run) => moments.filter(({ run }) => run === wanted);
    return alternate(of("up"), of("destroy"));
  });
  return runBatches(ordered, workers, {
    create: ({ target }) => CrashStack.create(target),
    notRun,
    progress,
  });
};

const notRun = (moment: CrashMoment, error: Error): CrashResult => ({
  ...moment,
  name: momentName(moment),
  request: "",
  pending: 0,
  unknown: 0,
  commands: "could not be run",
  problems: [shortened(error.message)],
});
