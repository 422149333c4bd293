import type { AzureOpenAI } from "openai";
import {
  createJob,
  errorOf,
  eventsOf,
  finished,
  model,
  trainingAccount,
  trainingText,
  upload,
} from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(60_000);

let client: AzureOpenAI;
let file: string;

beforeAll(async () => {
  ({ client } = await trainingAccount());
  file = await upload(client, trainingText());
});
beforeEach(() => settings());
afterEach(() => control("DELETE", "settings"));

const settings = (polls = 0, stepsPerPoll = 1) =>
  control("PUT", "settings", {
    fineTuning: { filePolls: 0, stepsPerPoll, jobLimit: 500 },
    fineTuningPause: { polls },
  });

/** OpenAI's types lack Azure's own statuses. */
const { pause, resume, retrieve, cancel } = {
  pause: async (id: string) => (await client.fineTuning.jobs.pause(id)).status as string,
  resume: async (id: string) => (await client.fineTuning.jobs.resume(id)).status as string,
  retrieve: async (id: string) => (await client.fineTuning.jobs.retrieve(id)).status as string,
  cancel: async (id: string) => (await client.fineTuning.jobs.cancel(id)).status as string,
};

/** A job that has trained some steps, of 24. */
async function runningJob(steps = 3): Promise<string> {
  const hyperparameters = { n_epochs: 4, batch_size: 2, learning_rate_multiplier: 1 };
  const { id } = await createJob(client, { model, training_file: file, seed: 5, hyperparameters });
  for (let poll = 0; poll <= steps; poll += 1) {
    await retrieve(id);
  }
  return id;
}

const checkpointsOf = async (id: string) => (await client.fineTuning.jobs.checkpoints.list(id)).data;
const messagesOf = async (id: string) => (await eventsOf(client, id)).map(({ message }) => message);

describe("a paused job", () => {
  test("has a checkpoint of its last step, and goes on from there to the same end", async () => {
    const straight = await runningJob(0);
    const paused = await runningJob();
    expect(await pause(paused)).toBe("paused");
    const [checkpoint, ...others] = await checkpointsOf(paused);
    expect(others).toEqual([]);
    expect(checkpoint).toMatchObject({
      step_number: 3,
      fine_tuned_model_checkpoint: expect.stringMatching(/\.ft-[0-9a-f]{32}:ckpt-step-3$/),
      metrics: { step: 3, train_loss: expect.any(Number) },
    });
    expect(await retrieve(paused)).toBe("paused");
    expect(await resume(paused)).toBe("running");
    expect(await messagesOf(paused)).toEqual(expect.arrayContaining(["Job paused.", "Job resumed."]));
    const [first, second] = [await finished(client, straight), await finished(client, paused)];
    const results = async (of: typeof first) => (await client.files.content(of.result_files[0]!)).text();
    expect(await results(second)).toBe(await results(first));
    expect((await checkpointsOf(paused)).map(({ step_number: step }) => step)).toEqual([24, 18, 12, 3]);
  });

  test("has no second checkpoint where it is paused at the end of an epoch that has one", async () => {
    const id = await runningJob(12);
    await pause(id);
    expect((await checkpointsOf(id)).map(({ step_number: step }) => step)).toEqual([12]);
    await cancel(id);
  });

  test("has none where it has not trained a step", async () => {
    const id = await runningJob(0);
    expect(await pause(id)).toBe("paused");
    expect(await checkpointsOf(id)).toEqual([]);
    await cancel(id);
  });

  test("is pausing and resuming for as many requests as the settings have it", async () => {
    const id = await runningJob();
    await settings(2);
    expect(await pause(id)).toBe("pausing");
    expect([await retrieve(id), await retrieve(id), await retrieve(id)]).toEqual([
      "pausing",
      "paused",
      "paused",
    ]);
    expect(await resume(id)).toBe("resuming");
    expect([await retrieve(id), await retrieve(id)]).toEqual(["resuming", "running"]);
    await cancel(id);
  });

  test("goes on in the background too", async () => {
    const id = await runningJob();
    await pause(id);
    await settings(1, 0);
    expect(await resume(id)).toBe("resuming");
    expect((await finished(client, id)).status).toBe("succeeded");
  });

  test("leaves its place to a job that waits, and waits for one when it is resumed", async () => {
    const running = [await runningJob(0), await runningJob(0), await runningJob(0)];
    const waiting = await runningJob(0);
    expect(await retrieve(waiting)).toBe("pending");
    expect(await pause(running[0]!)).toBe("paused");
    expect(await retrieve(waiting)).toBe("running");
    expect(await resume(running[0]!)).toBe("resuming");
    expect(await retrieve(running[0]!)).toBe("resuming");
    await cancel(running[1]!);
    expect(await retrieve(running[0]!)).toBe("running");
    await Promise.all([...running.filter((_, index) => index !== 1), waiting].map(cancel));
  });

  test("can be cancelled, also while it is pausing or resuming", async () => {
    const paused = await runningJob();
    await pause(paused);
    expect(await cancel(paused)).toBe("cancelled");
    await settings(5);
    const pausing = await runningJob();
    expect(await pause(pausing)).toBe("pausing");
    expect(await cancel(pausing)).toBe("cancelled");
    expect(await retrieve(pausing)).toBe("cancelled");
    expect(await checkpointsOf(paused)).toHaveLength(1);
  });

  test("stays cancelled where that happens while W&B creates its run", async () => {
    await control("POST", "faults", [{ service: "wandb", path: "graphql", delayMs: 700, count: 1 }]);
    const integrations = [{ type: "wandb", wandb: { project: "curves" } }];
    const { id } = await createJob(client, { model, training_file: file, integrations });
    const starting = retrieve(id);
    for (let matched = 0; matched === 0;) {
      [{ matched }] = (await control("GET", "faults")).faults;
    }
    expect(await cancel(id)).toBe("cancelled");
    await starting;
    await control("DELETE", "faults");
    expect(await retrieve(id)).toBe("cancelled");
    expect(await messagesOf(id)).not.toContain("Job started.");
  });

  test("is not deleted: it has to be cancelled first", async () => {
    const id = await runningJob();
    await pause(id);
    const deleted = client.delete(`/fine_tuning/jobs/${id}`);
    expect(await errorOf(deleted)).toMatch(/^409 conflict .*The job is paused\. Cancel it, then delete it\./);
    await cancel(id);
  });
});

describe("a pause or a resumption is refused", () => {
  test.each<[string, (id: string) => Promise<string>, (id: string) => Promise<unknown>, RegExp]>([
    ["a paused job", pause, pause, /The job is paused\. Only a job that is running can be paused/],
    ["a cancelled job", cancel, pause, /The job is cancelled\. Only a job that is running/],
    [
      "a job that was not paused",
      retrieve,
      resume,
      /The job is running\. Only a job that is paused can be running/,
    ],
    ["a cancelled job that is resumed", cancel, resume, /The job is cancelled\. Only a job that is paused/],
  ])("of %s", async (_what, before, change, reason) => {
    const id = await runningJob();
    await before(id);
    expect(await errorOf(change(id))).toMatch(new RegExp(`^400 unexpectedEntityState .*${reason.source}`));
    await cancel(id).catch(() => undefined);
  });

  test("of a job that waits, one that is evaluated, and one that does not exist", async () => {
    const { id: pending } = await createJob(client, { model, training_file: file });
    expect(await errorOf(pause(pending))).toMatch(/^400 unexpectedEntityState .*The job is pending\./);
    await cancel(pending);
    await control("PUT", "settings", {
      fineTuning: { filePolls: 0, stepsPerPoll: 100, jobLimit: 500 },
      fineTuningEnd: { modelSeconds: 60, evaluationSeconds: 0 },
    });
    const evaluated = await runningJob();
    expect(await errorOf(pause(evaluated))).toMatch(/^400 unexpectedEntityState .*has trained all its steps/);
    await cancel(evaluated);
    expect(await errorOf(pause("ftjob-0"))).toMatch(/^404 notFound/);
  });
});
