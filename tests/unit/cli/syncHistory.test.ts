/** No row is lost, and none is there twice, whatever happens between a job and its run at W&B. */
import * as fc from "fast-check";
import { request } from "../../../cli/network/request";
import { isFinished } from "../../../cli/openai/jobs";
import type { Job } from "../../../cli/openai/jobs";
import type { MetricsRow } from "../../../cli/openai/metrics";
import { logProgress } from "../../../cli/sync/logProgress";
import type { Source } from "../../../cli/sync/logProgress";
import { planHistory } from "../../../cli/sync/history";
import { WandbServer } from "./wandbServer";
import type { Fate } from "./wandbServer";

jest.mock("../../../cli/network/request");

const id = "ftjob-1";
let server: WandbServer;
/** Decides when a request is processed, and how it ends. */
let schedule: (what: string) => Promise<Fate>;

beforeEach(() => {
  server = new WandbServer();
  schedule = () => Promise.resolve("processed");
  jest.mocked(request).mockImplementation(async (_service, url, { body }) => {
    const fate = await schedule(String(url));
    return server.answer(new URL(url).pathname, body as string, fate);
  });
});

/** A job that trains: what Azure returns of it at a time. */
interface Moment {
  status: string;
  rows: MetricsRow[];
}

const row = (step: number): MetricsRow => ({ step, train_loss: 1 / step });
const stepsTo = (count: number) => Array.from({ length: count }, (_, index) => index + 1);
const results = (count: number): MetricsRow[] => stepsTo(count).map(row);
const events = (step: number): MetricsRow[] => results(step).filter((one) => one.step! % 10 === 0);

/** Queued, some moments of training, and the end with the result file. */
const moments = (count: number, times: readonly number[]): Moment[] => [
  { status: "pending", rows: [] },
  ...[...times]
    .sort((one, other) => one - other)
    .map((step) => ({ status: "running", rows: events(Math.min(step, count)) })),
  { status: "succeeded", rows: results(count) },
];

const progressOf = ({ status, rows }: Moment) => ({
  job: { id, status, model: "gpt-4.1", object: "fine_tuning.job" } as unknown as Job,
  rows,
  checkpoints: {},
  missing: [],
});

const sync = (source: Source) => logProgress("key", { project: "p" }, source);
const syncOf = (moment: Moment) =>
  sync({ read: () => Promise.resolve(progressOf(moment)), hasFinished: () => Promise.resolve(false) });

const expectAllRows = (count: number) => {
  expect(server.history(id)).toEqual(results(count).map((one) => ({ _step: one.step, ...one })));
  expect(server.lines(id)).toHaveLength(count);
};

describe("the history of a run", () => {
  test("grows by what is new, and is written again when the result file has more than the events", async () => {
    const offsets: number[] = [];
    for (const moment of moments(36, [10, 20, 35])) {
      await syncOf(moment);
      offsets.push(server.lines(id).length);
    }
    expect(offsets).toEqual([0, 1, 2, 3, 36]);
    expectAllRows(36);
    expect(server.state(id)).toBe("finished");
  });

  test("is not sent again when it is complete", async () => {
    const end = { status: "succeeded", rows: results(25) };
    expect(await syncOf(end)).toMatchObject({ newRows: 25, totalRows: 25 });
    expect(await syncOf(end)).toMatchObject({ newRows: 0, totalRows: 25 });
    const { lines } = planHistory({ lines: 25, rows: server.history(id) }, end.rows);
    expect(lines).toEqual([]);
  });

  test("keeps the steps that only W&B has, when Azure has no result file any more", async () => {
    await syncOf({ status: "succeeded", rows: results(25) });
    expect(await syncOf({ status: "succeeded", rows: events(25) })).toMatchObject({
      newRows: 0,
      totalRows: 25,
    });
    expectAllRows(25);
  });

  test("of more steps than one request has is complete, also after a cut between two requests", async () => {
    const end = { status: "succeeded", rows: results(12_000) };
    const fates: Fate[] = ["processed", "processed", "cut after"];
    schedule = () => Promise.resolve(fates.shift() ?? "processed");
    await expect(syncOf(end)).rejects.toThrow();
    expect(server.lines(id)).toHaveLength(10_000);
    expect(server.state(id)).toBe("running");
    await syncOf(end);
    expectAllRows(12_000);
  });

  test("is repaired where an older `sync` has written over it", async () => {
    await syncOf({ status: "succeeded", rows: results(36) });
    const run = `/files/contoso/p/${id}/file_stream`;
    const stale = {
      files: { "wandb-history.jsonl": { offset: 0, content: ['{"_step":10}', '{"_step":20}'] } },
    };
    server.answer(run, JSON.stringify(stale));
    await syncOf({ status: "succeeded", rows: results(36) });
    expectAllRows(36);
    expect(server.state(id)).toBe("finished");
  });
});

const fate = fc.constantFrom<Fate>(
  "processed",
  "processed",
  "processed",
  "refused",
  "lost response",
  "cut before",
  "cut after",
);
const job = fc.record({
  count: fc.integer({ min: 1, max: 40 }),
  times: fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 4 }),
});

test("every row is there once after any sequence of cut and failed commands that one complete command ends", async () => {
  await fc.assert(
    fc.asyncProperty(job, fc.array(fate, { maxLength: 40 }), async ({ count, times }, fates) => {
      server = new WandbServer();
      const remaining = [...fates];
      schedule = () => Promise.resolve(remaining.shift() ?? "processed");
      for (const moment of moments(count, times)) {
        await syncOf(moment).catch(() => undefined);
      }
      schedule = () => Promise.resolve("processed");
      await syncOf({ status: "succeeded", rows: results(count) });
      expectAllRows(count);
      expect(server.state(id)).toBe("finished");
    }),
    { numRuns: 300 },
  );
});

/** The order in which the requests of commands at the same time are processed. */
class Turns {
  private readonly waiting: (() => void)[] = [];

  /** Waits until it is the request's turn. */
  readonly wait = (): Promise<void> => new Promise((resolve) => void this.waiting.push(resolve));

  /** @param choices Which of the waiting requests is next, again and again. */
  async until<T>(commands: Promise<T>, choices: readonly number[]): Promise<T> {
    let isOver = false;
    const end = () => void (isOver = true);
    commands.then(end, end);
    for (let turn = 0; !isOver; turn += 1) {
      // Until each command waits for its next request.
      for (let tick = 0; tick < 3; tick += 1) {
        await new Promise(setImmediate);
      }
      const next = (choices[turn % choices.length] ?? 0) % Math.max(1, this.waiting.length);
      this.waiting.splice(next, 1).forEach((go) => go());
    }
    return commands;
  }
}

const choices = fc.array(fc.nat(1), { minLength: 1, maxLength: 60 });

/** Runs two commands on the same job, whose requests are processed in any order; `fates` end some of them. */
async function together(
  order: readonly number[],
  { count, times }: { count: number; times: readonly number[] },
  fates: readonly Fate[],
): Promise<void> {
  const all = moments(count, times);
  const remaining = [...fates];
  const turns = new Turns();
  // Each reading of the job may be some time later.
  let now = 0;
  const read = async () => {
    await turns.wait();
    const moment = progressOf(all[now]!);
    now = Math.min(now + 1, all.length - 1);
    return moment;
  };
  const source: Source = { read, hasFinished: async () => isFinished((await read()).job) };
  schedule = () => turns.wait().then(() => remaining.shift() ?? "processed");
  const command = async () => {
    await sync(source);
    await sync(source);
  };
  await turns.until(Promise.allSettled([command(), command()]), order);
}

test("every row is there once after two commands at the same time that are cut anywhere, and one complete command", async () => {
  await fc.assert(
    fc.asyncProperty(choices, job, fc.array(fate, { maxLength: 20 }), async (order, one, fates) => {
      server = new WandbServer();
      await together(order, one, fates);
      schedule = () => Promise.resolve("processed");
      await syncOf({ status: "succeeded", rows: results(one.count) });
      expectAllRows(one.count);
      expect(server.state(id)).toBe("finished");
    }),
    { numRuns: 200 },
  );
});

/** What W&B has, what a command that began before the job's end has read, and how the job ends. */
const ends: readonly [
  what: string,
  logged: (count: number) => MetricsRow[],
  before: (count: number) => Moment,
  end: (count: number) => Moment,
][] = [
  [
    "before the job's end",
    events,
    (count) => ({ status: "running", rows: events(count) }),
    (count) => ({ status: "succeeded", rows: results(count) }),
  ],
  [
    "before the job was cancelled without another step",
    events,
    (count) => ({ status: "running", rows: events(count) }),
    (count) => ({ status: "cancelled", rows: events(count) }),
  ],
  [
    "when the result file could not be read",
    () => [],
    (count) => ({ status: "succeeded", rows: events(count) }),
    (count) => ({ status: "succeeded", rows: results(count) }),
  ],
];

test.each(ends)(
  "two commands at the same time that are not cut leave every row without a third one, though one began %s",
  async (_what, logged, before, end) => {
    await fc.assert(
      fc.asyncProperty(choices, fc.integer({ min: 1, max: 40 }), async (order, count) => {
        server = new WandbServer();
        schedule = () => Promise.resolve("processed");
        await syncOf({ status: "running", rows: logged(count) });
        const turns = new Turns();
        let isOver = false;
        const now = () => (isOver ? end(count) : before(count));
        const read = () => turns.wait().then(() => progressOf(now()));
        const source: Source = { read, hasFinished: async () => isFinished((await read()).job) };
        schedule = () => turns.wait().then(() => "processed");
        const afterTheEnd = turns.wait().then(() => {
          isOver = true;
          return sync(source);
        });
        await turns.until(Promise.all([sync(source), afterTheEnd]), order);
        const { status, rows } = end(count);
        expect(server.history(id)).toEqual(rows.map((one) => ({ _step: one.step, ...one })));
        expect(server.state(id)).toBe(status === "succeeded" ? "finished" : "failed");
        expect(server.summary(id)).toMatchObject({ status });
      }),
      { numRuns: 150 },
    );
  },
);
