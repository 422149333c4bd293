/** Training files that Azure imports from a URL: from blobs of a storage account with a signature. */
import * as fs from "node:fs";
import { createServer } from "node:http";
import type { Server } from "node:http";
import type { AddressInfo } from "node:net";
import * as os from "node:os";
import * as path from "node:path";
import { cliOf } from "./accountCli";
import { trainingAccount, trainingText } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { control } from "./localAzure";

jest.setTimeout(120_000);

const origin = "https://contoso.blob.core.windows.net";
const signature = "signatureThatNobodySees";
/** The URL of a blob with a signature, which changes with each. */
const blob = (name: string, more = "", version = 1) =>
  `${origin}/data/${name}?sv=2024-11-0${version}&se=2999-01-01T00%3A00%3A00Z&sp=r&sig=${signature}${version}%3D${more}`;

let account: TrainingAccount;
let directory: string;
let server: Server;
/** Content of the blobs by path. */
const blobs = new Map<string, string>();
let downloads: string[] = [];
const cli = cliOf(
  () => account,
  () => directory,
);

beforeAll(async () => {
  account = await trainingAccount();
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "file-import-"));
  server = createServer((request, response) => {
    const { pathname, searchParams } = new URL(request.url!, origin);
    const content = searchParams.get("sig")?.startsWith(signature) ? blobs.get(pathname) : undefined;
    downloads.push(pathname);
    response.writeHead(content === undefined ? 403 : 200).end(content);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
});
beforeEach(async () => {
  downloads = [];
  const { port } = server.address() as AddressInfo;
  await control("PUT", "settings", {
    importOrigins: { [origin]: `http://127.0.0.1:${port}` },
    fineTuning: { filePolls: 3, stepsPerPoll: 1, jobLimit: 100 },
  });
});
afterAll(async () => {
  await control("DELETE", "settings");
  fs.rmSync(directory, { recursive: true, force: true });
  await new Promise((resolve) => server.close(resolve));
});

const finetune = async (...args: string[]) => {
  const printed = await cli(["finetune", ...args, "--no-wandb", "--no-follow", "--poll", "0.1"]);
  expect(printed.stdout + printed.stderr).not.toContain(signature);
  return printed;
};

test("is imported, trained with, and neither imported nor trained again with another signature", async () => {
  blobs.set("/data/training.jsonl", trainingText());
  const first = await finetune(blob("training.jsonl"));
  expect(first).toMatchObject({ code: 0, stderr: "" });
  expect(first.stdout).toContain(`… Azure is importing ${origin}/data/training.jsonl\n✔ Imported ${origin}/`);
  const [, job] = /Created the job (ftjob-\w+)/.exec(first.stdout)!;
  const { training_file: file } = await account.client.fineTuning.jobs.retrieve(job!);
  expect(await (await account.client.files.content(file)).text()).toBe(trainingText());
  const second = await finetune(blob("training.jsonl", "", 2));
  expect(second.stdout).toContain(`✔ ${origin}/data/training.jsonl is already imported: ${file}`);
  expect(second.stdout).toContain(
    `first delete that file: npx azure-openai-wandb files delete --endpoint '${account.endpoint}' ${file}`,
  );
  expect(second.stdout).toContain(`The same job is already running: ${job}`);
  expect(downloads).toEqual(["/data/training.jsonl"]);
  await account.client.fineTuning.jobs.cancel(job!);
});

test("is imported again after its file was deleted, and another version of a blob is another file", async () => {
  blobs.set("/data/versions.jsonl", trainingText(12, "now"));
  const idOf = async (url: string) => {
    const printed = await cli(["finetune", url, "--no-wandb", "--no-follow", "--poll", "0.1", "--json"]);
    return printed.lines.find(({ type }) => type === "file").id as string;
  };
  const first = await idOf(blob("versions.jsonl", "&versionid=1"));
  const other = await idOf(blob("versions.jsonl", "&versionid=2"));
  expect(other).not.toBe(first);
  await account.client.files.delete(first);
  expect(await idOf(blob("versions.jsonl", "&versionid=1"))).not.toBe(first);
});

test("serves as the validation file too", async () => {
  blobs.set("/data/validation.jsonl", trainingText());
  const training = path.join(directory, "training.jsonl");
  fs.writeFileSync(training, trainingText(12, "soon"));
  const printed = await finetune(training, "--validation-file", blob("validation.jsonl"));
  const [, job] = /Created the job (ftjob-\w+)/.exec(printed.stdout)!;
  const { validation_file: file } = await account.client.fineTuning.jobs.retrieve(job!);
  expect((await account.client.files.retrieve(file!)).filename).toMatch(
    /^validation\.[0-9a-f]{16}\.url\.jsonl$/,
  );
});

test.each<[what: string, url: () => string, reason: string]>([
  ["that the blob's account denies", () => blob("missing.jsonl"), "it returned 403."],
  [
    "whose host cannot be reached",
    () => "https://blobs.contoso.com/training.jsonl",
    "the host cannot be reached.",
  ],
  ["with a wrong line", () => (blobs.set("/data/wrong.jsonl", "{}\n"), blob("wrong.jsonl")), "Line 1"],
])("%s is refused with Azure's reason", async (_what, url, reason) => {
  const printed = await finetune(url());
  expect(printed.code).toBe(1);
  expect(printed.stderr).toMatch(/^Azure rejected https:\/\/[^?]+: /);
  expect(printed.stderr).toContain(reason);
});

test("whose signature cannot work is refused before anything is imported, with the other problems", async () => {
  const expired = `${origin}/data/a.jsonl?se=2020-01-01T00%3A00%3A00Z&sp=w&sig=${signature}`;
  const printed = await finetune(expired, "--validation-file", "http://contoso.com/", "--epochs", "0");
  expect(printed.code).toBe(2);
  for (const problem of [
    `The signature of ${origin}/data/a.jsonl expired on 2020-01-01T00:00Z. Create another one.`,
    `The signature of ${origin}/data/a.jsonl does not permit to read (sp=w).`,
    "http://contoso.com/ is not encrypted.",
    "http://contoso.com/ names no file.",
    "--epochs 0 is not valid.",
  ]) {
    expect(printed.stderr).toContain(problem);
  }
  expect(downloads).toEqual([]);
});
