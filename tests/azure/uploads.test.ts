/** Uploads in parts: by OpenAI's clients, and by the CLI. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { toFile } from "openai";
import type OpenAI from "openai";
import { cliOf, errorOf } from "./accountCli";
import { example, model, trainingAccount, trainingText, v1Client } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { clients, control } from "./localAzure";

jest.setTimeout(240_000);

let account: TrainingAccount;
let client: OpenAI;
let directory: string;
const cli = cliOf(
  () => account,
  () => directory,
);
beforeAll(async () => {
  account = await trainingAccount();
  ({ client } = account);
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "uploads-"));
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

const digest = (algorithm: string, text: string) => createHash(algorithm).update(text).digest("hex");

const begin = (bytes: number, by: OpenAI = client) =>
  by.uploads.create({ filename: "parts.jsonl", bytes, purpose: "fine-tune", mime_type: "text/jsonl" });
const addPart = async (upload: string, text: string, by: OpenAI = client) =>
  (await by.uploads.parts.create(upload, { data: await toFile(Buffer.from(text), "part") })).id;

describe("an upload", () => {
  const text = trainingText();
  const middle = Math.floor(text.length / 2);
  const halves = [text.slice(0, middle), text.slice(middle)] as const;

  test.each<[string, () => Promise<OpenAI>]>([
    ["the dated paths", () => Promise.resolve(client)],
    [
      "the v1 paths",
      async () => {
        const { key1 } = await clients().cognitive.accounts.listKeys(account.group, account.account.name!);
        return v1Client(account.endpoint, key1!);
      },
    ],
  ])("on %s becomes a file of its parts in the listed order, with which a job trains", async (_paths, by) => {
    const api = await by();
    const upload = await begin(text.length, api);
    expect(upload).toMatchObject({ object: "upload", status: "pending", bytes: text.length, file: null });
    // Azure's REST reference: two hours.
    expect(upload.expires_at - upload.created_at).toBe(7200);
    const second = await addPart(upload.id, halves[1], api);
    const first = await addPart(upload.id, halves[0], api);
    const completed = await api.uploads.complete(upload.id, {
      part_ids: [first, second],
      md5: digest("md5", text),
    });
    expect(completed).toMatchObject({
      status: "completed",
      file: { filename: "parts.jsonl", bytes: text.length },
    });
    const { id } = completed.file!;
    expect(await (await api.files.content(id)).text()).toBe(text);
    await api.files.retrieve(id);
    const job = await api.fineTuning.jobs.create({ model, training_file: id });
    expect(job.training_file).toBe(id);
  });

  test.each<
    [
      what: string,
      complete: (first: string, second: string, id: string) => OpenAI.Uploads.UploadCompleteParams,
      error: RegExp,
    ]
  >([
    [
      "without a part",
      (first) => ({ part_ids: [first] }),
      /400 .*The parts have \d+ bytes, and the upload was created with/,
    ],
    [
      "with a part of another upload",
      (first) => ({ part_ids: [first, "uplprt-0"] }),
      /400 .*has no part 'uplprt-0'/,
    ],
    ["with a part twice", (first) => ({ part_ids: [first, first] }), /400 .*a part is listed twice/],
    [
      "with the digest of other content",
      (first, second) => ({ part_ids: [first, second], md5: digest("md5", "other") }),
      /400 .*The MD5 checksum/,
    ],
  ])("completed %s is refused, and can be completed afterwards", async (_what, parameters, error) => {
    const { id } = await begin(text.length);
    const first = await addPart(id, halves[0]);
    const second = await addPart(id, halves[1]);
    expect(await errorOf(client.uploads.complete(id, parameters(first, second, id)))).toMatch(error);
    expect((await client.uploads.complete(id, { part_ids: [first, second] })).status).toBe("completed");
  });

  test("that has ended accepts no part, and is not completed or cancelled again", async () => {
    const { id } = await begin(text.length);
    const part = await addPart(id, text);
    expect((await client.uploads.cancel(id)).status).toBe("cancelled");
    for (const call of [
      () => addPart(id, text),
      () => client.uploads.complete(id, { part_ids: [part] }),
      () => client.uploads.cancel(id),
    ]) {
      expect(await errorOf(call())).toMatch(/400 unexpectedEntityState .*is cancelled/);
    }
  });

  test("expires after two hours, by the clock", async () => {
    const { id } = await begin(text.length);
    await control("POST", "clock", { seconds: 7201 });
    expect(await errorOf(addPart(id, text))).toMatch(/400 unexpectedEntityState .*is expired/);
  });

  test("that does not exist is not found", async () => {
    expect(await errorOf(addPart("fine-tune-0", text))).toMatch(/404 notFound/);
  });

  test("that is larger than a training file may be is refused before its first part", async () => {
    expect(await errorOf(begin(512_000_001))).toMatch(/400 invalidPayload .*at most 512000000 bytes/);
  });

  test("by an api-version before it existed is refused", async () => {
    const url = `${account.endpoint}openai/uploads`;
    const body = { filename: "a", bytes: 1, purpose: "fine-tune", mime_type: "text/jsonl" };
    const call = client.post(url, { body, query: { "api-version": "2024-06-01" } });
    expect(await errorOf(call)).toMatch(/400 InvalidApiVersionParameter/);
  });
});

describe("the CLI", () => {
  /** A file of more than 100 MB that is quick to read: its lines are padded with spaces. */
  const largeFile = (name: string): string => {
    const file = path.join(directory, name);
    const line = `${example("What comes after 1?", `After 1 comes 2 in ${name}.`)}${" ".repeat(200_000)}\n`;
    fs.writeFileSync(file, line.repeat(520));
    return file;
  };

  test("uploads a file of more than 100 MB in parts, once, and a job trains with it", async () => {
    await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 1, jobLimit: 100 } });
    await control("DELETE", "requests");
    const file = largeFile("large.jsonl");
    const run = () =>
      cli(["finetune", file, "--no-wandb", "--no-follow", "--epochs", "1", "--batch-size", "256", "--json"]);
    const printed = await run();
    expect(printed).toMatchObject({ code: 0 });
    const { id } = printed.lines.find(({ type }) => type === "file");
    const stored = await client.files.retrieve(id);
    expect(stored).toMatchObject({ bytes: fs.statSync(file).size, status: "processed" });
    const { requests } = await control("GET", "requests");
    const parts = requests.filter(({ url }: { url: string }) => /\/uploads\/[^/]*\/parts\b/.test(url));
    expect(parts).toHaveLength(2);
    expect((await run()).lines.find(({ type }) => type === "file")).toMatchObject({ id });
  });
});
