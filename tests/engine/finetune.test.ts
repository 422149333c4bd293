import * as fs from "node:fs";
import * as path from "node:path";
import { cli, interrupted, jsonLines } from "../support/cli";
import { root, StackProject, testKey } from "../support/stackProject";
import type { Finished } from "../support/stackProject";

jest.setTimeout(240_000);

const training = path.join(root, "examples/training.jsonl");
const validation = path.join(root, "examples/validation.jsonl");

describe("from the secret to the run at W&B", () => {
  let project: StackProject;
  let endpoint: string;

  beforeAll(async () => {
    project = await StackProject.create();
    const seed = await project.azure.control("GET", "/_local/seed");
    await project.init({ fineTuningPrincipals: [`ServicePrincipal:${seed.body.deployer.objectId}`] });
    await project.up();
    endpoint = (await project.outputs()).endpoint!;
  });
  afterAll(() => project?.close());
  afterEach(async () => {
    await project.azure.control("DELETE", "/_local/settings");
    await project.azure.control("DELETE", "/_local/faults");
  });

  const setStepsPerPoll = (stepsPerPoll: number) =>
    project.azure.control("PUT", "/_local/settings", {
      fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 1000 },
    });
  const fault = (body: object) => project.azure.control("POST", "/_local/faults", [body]);

  /** With the endpoint: reading a stack runs the Pulumi CLI. */
  const finetune = (...args: string[]) => [
    ...["finetune", training, "--endpoint", endpoint, "--json", "--poll", "0.05"],
    ...["--epochs", "3", "--seed", "1"],
    ...args,
  ];
  const listed = async (suffix: string) => {
    const finished = await cli(project, ["finetune", "list", "--endpoint", endpoint, "--json"]);
    const { jobs } = JSON.parse(finished.stdout) as {
      jobs: { id: string; suffix: string; status: string }[];
    };
    return jobs.filter((job) => job.suffix === suffix);
  };
  const eventIds = (finished: Pick<Finished, "stdout">): string[] =>
    jsonLines(finished)
      .filter(({ type }) => type === "event")
      .map(({ event }) => event.id);
  const attach = (id: string, ...args: string[]) =>
    cli(project, ["finetune", "attach", id, "--endpoint", endpoint, "--json", "--poll", "0.05", ...args]);
  const result = (finished: Pick<Finished, "stdout">) =>
    jsonLines(finished).find(({ type }) => type === "result");

  test("from the W&B integration to the job, whose metrics are at W&B", async () => {
    expect((await cli(project, ["doctor"])).code).toBe(0);
    const before = await cli(project, ["finetune", training, "--poll", "0.05"]);
    expect(before.code).not.toBe(0);
    expect(before.stderr).toMatch(/not configured for this resource[^]*npx azure-openai-wandb link/);
    expect((await cli(project, ["link", "--assumed-endpoint"])).stdout).toContain("assumed");
    expect((await cli(project, ["doctor", "--assumed-endpoint"])).code).toBe(0);

    const args = [
      "--validation-file",
      validation,
      "--tag",
      "one",
      "two",
      "--name",
      "the run",
      "--poll",
      "0.05",
    ];
    const trained = await cli(project, ["finetune", training, ...args, "--seed", "1", "--suffix", "whole"]);
    expect(trained).toMatchObject({ code: 0, stderr: "" });
    expect(trained.stdout).toMatch(/✔ The model is gpt-4\.1-mini-2025-04-14\.ft-\w+-whole/);
    const [job] = await listed("whole");
    const address = `https://wandb.ai/contoso/azure-openai/runs/${job!.id}`;
    expect(trained.stdout).toContain(address);
    // The loss chart.
    expect(trained.stdout).toMatch(/┼.*╮/);

    const [shown] = jsonLines(await cli(project, ["finetune", "show", job!.id, "--json"]));
    expect(shown.run).toMatchObject({ address, state: "finished" });
    const events = jsonLines(await attach(job!.id)).filter(({ event }) => event?.type === "metrics");
    expect(shown.run.rows).toHaveLength(96);
    // Recorded, Samples2025, May 2025: events report every tenth step.
    expect(
      shown.run.rows
        .filter(({ step }: { step: number }) => step % 10 === 0)
        .map((row: { train_loss: number }) => row.train_loss),
    ).toEqual(events.map(({ event }) => event.data.train_loss));
  });

  // Each moment is a number of printed lines, or a request that is being processed.
  test.each<[string, { lines?: number; request?: RegExp }]>([
    ["the file is being uploaded", { request: /files$/ }],
    ["the file is uploaded", { lines: 1 }],
    ["the job is being created", { request: /jobs$/ }],
    ["the job is created", { lines: 2 }],
    ["the job is in the queue", { lines: 3 }],
    ["the job has started", { lines: 4 }],
    ["the first steps are trained", { lines: 5 }],
    ["half of the steps are trained", { lines: 6 }],
    ["the last steps are trained", { lines: 7 }],
    ["the job is being evaluated", { lines: 8 }],
    ["the job has succeeded", { lines: 12 }],
  ])(
    "killed when %s and attached again, it prints each event once, and there is one job",
    async (what, moment) => {
      const suffix = what.replace(/\W/g, "-").slice(0, 40);
      await setStepsPerPoll(2);
      if (moment.request) {
        await fault({
          service: "openai",
          method: "POST",
          path: moment.request.source,
          delayMs: 2000,
          count: 1,
        });
        // Other content, so that the file is uploaded.
        fs.writeFileSync(`${project.directory}/training.jsonl`, `${fs.readFileSync(training, "utf8")}\n`);
      }
      const file = moment.request ? `${project.directory}/training.jsonl` : training;
      const args = finetune("--suffix", suffix).map((one) => (one === training ? file : one));
      const killed = await interrupted(project, args, {
        lines: moment.lines,
        when: moment.request
          ? async () => {
              const { faults } = (await project.azure.control("GET", "/_local/faults")).body;
              return faults[0].matched > 0;
            }
          : undefined,
      });
      const before = eventIds(killed);
      const known = jsonLines(killed).find(({ type }) => type === "job")?.job.id as string | undefined;
      const last = before.at(-1);
      const after = known
        ? await attach(known, ...(last ? ["--after", last] : []))
        : await cli(project, args);
      expect(after).toMatchObject({ code: 0, stderr: "" });
      expect(result(after)).toMatchObject({ status: "succeeded" });
      const jobs = await listed(suffix);
      expect(jobs).toHaveLength(1);
      const all = eventIds(await attach(jobs[0]!.id));
      expect([...before, ...eventIds(after)]).toEqual(all);
      // Recorded, Samples2025, May 2025: every tenth of the 36 steps, two events at the start, four at the end.
      expect(all).toHaveLength(3 + 2 + 4);
    },
  );

  test.each<[string, object]>([
    ["a lost response", { after: true, reset: true }],
    ["a response that becomes a 503", { after: true, status: 503 }],
    ["a lost request", { reset: true }],
    ["a 500", { status: 500 }],
    ["a 429", { status: 429, headers: { "retry-after": "0" } }],
  ])("%s creates no second job", async (what, trouble) => {
    const suffix = what.replace(/\W/g, "-");
    await fault({ service: "openai", method: "POST", path: "jobs$", count: 1, ...trouble });
    const finished = await cli(project, finetune("--suffix", suffix));
    expect(finished).toMatchObject({ code: 0 });
    expect(await listed(suffix)).toHaveLength(1);
  });

  test("following continues after repeatedly lost connections", async () => {
    await setStepsPerPoll(3);
    await fault({ service: "openai", path: "/events", reset: true, every: 2, count: 6 });
    await fault({ service: "openai", method: "GET", path: "/ftjob-[^/]*$", status: 503, every: 3, count: 6 });
    const finished = await cli(project, finetune("--suffix", "lossy"));
    expect(finished.code).toBe(0);
    const [job] = await listed("lossy");
    expect(eventIds(finished)).toEqual(eventIds(await attach(job!.id)));
  });

  test("Ctrl-C leaves the job running, and prints how to follow it", async () => {
    await setStepsPerPoll(1);
    const args = finetune("--suffix", "left").filter((arg) => arg !== "--json");
    const { code, stdout, stderr } = await interrupted(project, args, { lines: 6, signal: "SIGINT" });
    expect({ code, stderr }).toEqual({ code: 130, stderr: "" });
    const [, id, after] =
      /azure-openai-wandb finetune attach (ftjob-\w+) --after (ftevent-\w+)/.exec(stdout) ?? [];
    expect((await listed("left"))[0]).toMatchObject({ id, status: "running" });
    expect(result(await attach(id!, "--after", after!))).toMatchObject({ status: "succeeded" });
  });

  test("the same command uses the running job, and --new creates another one", async () => {
    await setStepsPerPoll(1);
    const first = await cli(project, finetune("--suffix", "twice", "--no-follow"));
    const again = await cli(project, finetune("--suffix", "twice", "--no-follow"));
    const jobOf = (finished: Finished) => jsonLines(finished).find(({ type }) => type === "job");
    expect(jobOf(again)).toMatchObject({ wasThere: true, job: { id: jobOf(first).job.id } });
    expect(jobOf(await cli(project, finetune("--suffix", "twice", "--no-follow", "--new")))).toMatchObject({
      wasThere: false,
    });
    for (const { id } of await listed("twice")) {
      const cancelled = await cli(project, ["finetune", "cancel", id, "--endpoint", endpoint]);
      expect(cancelled.stdout).toContain("is cancelled");
    }
    expect((await attach((await listed("twice"))[0]!.id)).stderr).toContain("was cancelled");
  });

  test("sync logs a job while it runs, again, and when it is finished, each row once", async () => {
    await setStepsPerPoll(2);
    const [, { job }] = jsonLines(
      await cli(project, finetune("--no-wandb", "--suffix", "synced", "--no-follow")),
    );
    const sync = () =>
      cli(
        project,
        ["sync", job.id, "--endpoint", endpoint, "--project", "by-hand", "--tag", "mine", "--json"],
        { WANDB_API_KEY: testKey },
      );
    // Recorded, Samples2025, May 2025: events report every tenth step.
    const rows: number[] = [];
    for (let round = 0; round < 3; round += 1) {
      rows.push(jsonLines(await sync())[0].rows);
    }
    expect(rows.reduce((sum, count) => sum + count, 0)).toBeGreaterThan(0);
    await setStepsPerPoll(100);
    await attach(job.id);
    expect((await sync()).code).toBe(0);
    expect(jsonLines(await sync())[0]).toMatchObject({
      rows: 0,
      status: "succeeded",
      run: `https://wandb.ai/contoso/by-hand/runs/${job.id}`,
    });
    const query = `query { project(name: "by-hand", entityName: "contoso") { run(name: "${job.id}") { state tags history } } }`;
    const { body } = await project.azure.wandb(testKey, query);
    const { state, tags, history } = body.data.project.run;
    expect(state).toBe("finished");
    expect(tags).toContain("mine");
    expect(history.map((line: string) => JSON.parse(line)._step)).toEqual(
      Array.from({ length: 36 }, (_, index) => index + 1),
    );
  });

  test("all problems of the input are reported together, before anything is uploaded", async () => {
    const broken = path.join(project.directory, "broken.jsonl");
    fs.writeFileSync(broken, '{"messages": []}\nnot json\n');
    await project.azure.control("DELETE", "/_local/requests");
    const args = [
      "--model",
      "gpt-9",
      "--epochs",
      "0",
      "--suffix",
      "a b",
      "--entity",
      "fabrikam",
      "--seed",
      "x",
    ];
    const { code, stderr } = await cli(project, ["finetune", broken, ...args]);
    expect(code).toBe(2);
    for (const part of [
      "line 2 is not JSON",
      "--model gpt-9",
      "--epochs 0",
      "--suffix",
      "--entity fabrikam",
      "--seed x",
    ]) {
      expect(stderr).toContain(part);
    }
    expect(stderr).not.toMatch(/\n\s+at /);
    const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
    expect(
      requests.filter(
        ({ method, service }: Record<string, string>) => service === "openai" && method === "POST",
      ),
    ).toEqual([]);
  });

  test.each<[string, () => string[], Record<string, string>, RegExp]>([
    [
      "a file that does not exist",
      () => ["finetune", "nope.jsonl", "--endpoint", endpoint],
      {},
      /nope\.jsonl does not exist/,
    ],
    ["a folder", () => ["finetune", root, "--endpoint", endpoint], {}, /is a folder/],
    [
      "an unknown training type",
      () => ["finetune", training, "--endpoint", endpoint, "--tier", "fast"],
      {},
      /--tier fast is not a training type\. Specify standard/,
    ],
    [
      "a training type that the region does not offer",
      () => ["finetune", training, "--endpoint", endpoint, "--model", "o4-mini", "--tier", "developerTier"],
      {},
      /does not offer it for o4-mini-2025-04-16\. Use standard/,
    ],
    [
      "an endpoint that is not a URL",
      () => ["finetune", training, "--endpoint", "contoso"],
      {},
      /--endpoint contoso is not an account's endpoint/,
    ],
    [
      "a host that cannot be reached",
      () => ["finetune", "list", "--endpoint", "https://nobody-there.openai.azure.com/"],
      {},
      /cannot be reached .*Check the endpoint/,
    ],
    [
      "a job that does not exist",
      () => ["finetune", "attach", "ftjob-1", "--endpoint", endpoint],
      {},
      /The job ftjob-1: 404 The specified job 'ftjob-1' was not found/,
    ],
    [
      "a job that cannot be cancelled",
      () => ["finetune", "cancel", "ftjob-1", "--endpoint", endpoint],
      {},
      /The job ftjob-1: 404/,
    ],
    [
      "a wrong key",
      () => ["finetune", "list", "--endpoint", endpoint],
      { AZURE_OPENAI_API_KEY: "0".repeat(32) },
      /401 .*AZURE_OPENAI_API_KEY/s,
    ],
    [
      "no sign-in",
      () => ["finetune", "list", "--endpoint", endpoint],
      { AZURE_CLIENT_SECRET: "wrong" },
      /Not signed in to Azure\. Run az login/,
    ],
    [
      "an interval that is not a number",
      () => ["finetune", "attach", "ftjob-1", "--endpoint", endpoint, "--poll", "soon"],
      {},
      /--poll soon is not a valid interval\. Specify seconds/,
    ],
    [
      "an account without its resource group",
      () => ["finetune", "list", "--account", "a"],
      {},
      /Specify both --resource-group and --account/,
    ],
    [
      "an account that does not exist",
      () => ["finetune", "list", "--account", "a", "--resource-group", "b"],
      {},
      /Cannot read the account a in b: 404/,
    ],
    [
      "sync without a key",
      () => ["sync", "ftjob-1", "--endpoint", endpoint],
      {},
      /No W&B API key is available\. Set WANDB_API_KEY/,
    ],
    [
      "sync with a wrong key",
      () => ["sync", "JOB", "--endpoint", endpoint],
      { WANDB_API_KEY: "0".repeat(40) },
      /W&B rejected the request: 401 user is not logged in/,
    ],
    [
      "W&B that cannot be reached",
      () => ["sync", "JOB", "--endpoint", endpoint],
      { WANDB_API_KEY: testKey, WANDB_BASE_URL: "https://wandb.nobody.example" },
      /W&B cannot be reached at https:\/\/wandb\.nobody\.example/,
    ],
  ])(
    "%s gets one message without a stack trace, and a nonzero exit code",
    async (_what, args, environment, message) => {
      const { jobs } = JSON.parse(
        (await cli(project, ["finetune", "list", "--endpoint", endpoint, "--json"])).stdout,
      );
      const named = args().map((arg) => (arg === "JOB" ? jobs[0].id : arg));
      const { code, stdout, stderr } = await cli(project, named, environment);
      expect(code).not.toBe(0);
      expect(stderr).toMatch(message);
      expect(stdout + stderr).not.toMatch(/\n\s+at /);
    },
  );
});
