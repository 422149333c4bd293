/** A large file arrives whole and once, whatever fails on the way, and what an interrupted command has sent is not sent again. */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { uploadOnce } from "../../../cli/finetune/uploadOnce";
import { contentRecorder } from "../../../cli/trainingFile/content";
import { openFile } from "../../../cli/trainingFile/openFile";
import { fetchOfThisRealm, uploadsService } from "./uploadsService";
import type { Failure, RequestKind, UploadsService } from "./uploadsService";

jest.setTimeout(60_000);

const partBytes = 500_000;
/** Four parts, the last one shorter. */
const bytes = 1_700_000;

let directory: string;
let service: UploadsService;
let file: string;
const printed: string[] = [];
beforeAll(fetchOfThisRealm);
const stateHome = process.env.XDG_STATE_HOME;
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "upload-in-parts-"));
  process.env.XDG_STATE_HOME = path.join(directory, "state");
  file = path.join(directory, "training.jsonl");
  fs.writeFileSync(file, data("a"));
  service = await uploadsService();
  printed.splice(0);
});
afterEach(async () => {
  process.env.XDG_STATE_HOME = stateHome;
  await service.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

/** Content of which no two parts are the same. */
const data = (word: string) =>
  Buffer.from(
    Array.from({ length: bytes / 10 }, (_, index) => `${word}${String(index).padStart(8, "0")}\n`).join(""),
  );
const digestOf = (content: Buffer) => createHash("sha256").update(content).digest("hex");

/** Uploads the file as it is, as one run of the command does. @param between Called after its content was read first. */
async function run(
  controller = new AbortController(),
  between: () => void = () => undefined,
): Promise<string> {
  const opened = await openFile(file);
  try {
    const recorder = contentRecorder();
    for await (const _chunk of recorder.record(opened.chunks())) {
      // Read for its digest.
    }
    between();
    return await uploadOnce(
      { file: opened, content: recorder.end() },
      {
        openai: service.openai,
        output: { json: true, print: (line) => void printed.push(line), emit: () => undefined },
        signal: controller.signal,
        pollSeconds: 0.01,
        inParts: { above: partBytes, partBytes },
      },
    );
  } finally {
    await opened.close();
  }
}

const count = (kind: RequestKind) => service.requests.filter((request) => request === kind).length;
const stateFiles = () =>
  fs.readdirSync(directory, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".upload"));

/** Azure has the file once, whole, under the digest of its content, and this machine remembers nothing of the upload. */
function expectOneWholeFile(word = "a"): void {
  expect(service.files.map(({ content }) => digestOf(content))).toEqual([digestOf(data(word))]);
  expect(service.files[0]!.filename).toBe(`training.${digestOf(data(word)).slice(0, 16)}.jsonl`);
  expect(stateFiles()).toEqual([]);
}

test("a file arrives in parts of the size, in their order", async () => {
  expect(await run()).toBe("file-1");
  expectOneWholeFile();
  expect([...service.uploads.values()][0]!.parts.size).toBe(4);
  expect(service.requests.filter((kind) => kind !== "list" && kind !== "file")).toEqual([
    "create",
    "part",
    "part",
    "part",
    "part",
    "complete",
  ]);
});

test("a file that is not larger is uploaded in one request", async () => {
  service.fail = (kind) => (kind === "create" ? 500 : undefined);
  fs.truncateSync(file, partBytes);
  // The service has no route for it.
  await expect(run()).rejects.toThrow();
  expect(count("create")).toBe(0);
});

describe("a request that fails is sent again", () => {
  const moments: [RequestKind, number][] = [
    ["create", 0],
    ["part", 0],
    ["part", 2],
    ["part", 3],
    ["complete", 0],
  ];
  const failures: Failure[] = [408, 429, 500, 503, "reset", "reset after"];
  const cases = moments.flatMap(([kind, at]) => failures.map((failure) => ({ kind, at, failure })));

  test.each(cases)("$kind $at: $failure", async ({ kind, at, failure }) => {
    service.fail = (one, index) => (one === kind && index === at ? failure : undefined);
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
  });
});

describe("an interrupted command", () => {
  test.each([0, 1, 3])("at part %d: the next run sends only what Azure does not have", async (at) => {
    const controller = new AbortController();
    service.onBody = (kind, index) => (kind === "part" && index === at ? controller.abort() : undefined);
    await expect(run(controller)).rejects.toThrow();
    expect(service.files).toEqual([]);
    const before = count("part");
    service.onBody = () => undefined;
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
    expect(count("part") - before).toBe(4 - at);
    expect(count("create")).toBe(at === 0 ? 2 : 1);
    expect(printed.some((line) => line.includes("Continuing the upload"))).toBe(at > 0);
  });

  test("between the last part and the completion: the next run only completes", async () => {
    const controller = new AbortController();
    service.onBody = (kind) => (kind === "complete" ? controller.abort() : undefined);
    service.fail = (kind) => (kind === "complete" ? "reset" : undefined);
    await expect(run(controller)).rejects.toThrow();
    service.fail = () => undefined;
    const before = count("part");
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
    expect(count("part")).toBe(before);
  });

  test("whose upload has expired starts over", async () => {
    service.lifetimeSeconds = 30;
    const controller = new AbortController();
    service.onBody = (kind, index) => (kind === "part" && index === 2 ? controller.abort() : undefined);
    await expect(run(controller)).rejects.toThrow();
    service.onBody = () => undefined;
    expect(await run()).toBe("file-1");
    expect(count("create")).toBe(2);
    expectOneWholeFile();
  });

  test("whose upload Azure has lost starts over, with a notice", async () => {
    const controller = new AbortController();
    service.onBody = (kind, index) => (kind === "part" && index === 2 ? controller.abort() : undefined);
    await expect(run(controller)).rejects.toThrow();
    service.onBody = () => undefined;
    service.uploads.clear();
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
    expect(printed).toContain("! Azure has no upload upload_1 any more. Starting over.");
  });

  test("whose file has changed since begins another upload", async () => {
    const controller = new AbortController();
    service.onBody = (kind, index) => (kind === "part" && index === 2 ? controller.abort() : undefined);
    await expect(run(controller)).rejects.toThrow();
    service.onBody = () => undefined;
    fs.writeFileSync(file, data("b"));
    expect(await run()).toBe("file-1");
    expect(count("create")).toBe(2);
    expect(digestOf(service.files[0]!.content)).toBe(digestOf(data("b")));
  });

  test("that left an unreadable file of its state starts over", async () => {
    const controller = new AbortController();
    service.onBody = (kind, index) => (kind === "part" && index === 2 ? controller.abort() : undefined);
    await expect(run(controller)).rejects.toThrow();
    service.onBody = () => undefined;
    const [state] = stateFiles();
    fs.writeFileSync(path.join(directory, state!), '{"id": "upl');
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
  });
});

describe("a part that fails for good", () => {
  test("ends the command, which tells how much Azure has and how to go on", async () => {
    service.fail = (kind, index) => (kind === "part" && index >= 2 ? 503 : undefined);
    await expect(run()).rejects.toThrow(
      /Azure has 1\.0 of 1\.7 MB\. Run the same command again within an hour to send the rest\.$/,
    );
    service.fail = () => undefined;
    expect(await run()).toBe("file-1");
    expectOneWholeFile();
  });

  test("and is refused twice ends with Azure's reason", async () => {
    service.fail = (kind) => (kind === "part" ? 400 : undefined);
    await expect(run()).rejects.toThrow("Injected.");
    expect(service.files).toEqual([]);
  });
});

describe("a file that is written to", () => {
  const changes: [what: string, change: () => void][] = [
    ["in a part that is sent", () => overwrite(0)],
    ["in a part that follows", () => overwrite(1_600_000)],
    ["so that it is shorter", () => fs.truncateSync(file, 600_000)],
    ["so that it is empty", () => fs.truncateSync(file, 0)],
  ];
  function overwrite(position: number): void {
    const descriptor = fs.openSync(file, "r+");
    fs.writeSync(descriptor, "!", position);
    fs.closeSync(descriptor);
  }

  test.each(changes)(
    "%s after its validation is not in Azure, and its upload is cancelled",
    async (_what, change) => {
      await expect(run(undefined, change)).rejects.toThrow(
        `${file} changed while it was read. Run the command again when nothing writes to it.`,
      );
      expect(service.files).toEqual([]);
      expect([...service.uploads.values()].map(({ status }) => status)).toEqual(["cancelled"]);
      expect(stateFiles()).toEqual([]);
    },
  );

  test("between two attempts of a part is in Azure as it was validated, or not at all", async () => {
    service.fail = (kind, index) => (kind === "part" && index === 1 ? "reset after" : undefined);
    service.onBody = (kind, index) => (kind === "part" && index === 1 ? overwrite(700_000) : undefined);
    const outcome = await run().then(
      () => "uploaded",
      () => "refused",
    );
    expect(service.files.map(({ content }) => digestOf(content))).toEqual(
      outcome === "uploaded" ? [digestOf(data("a"))] : [],
    );
  });
});

test("two commands at the same time leave one file that both return", async () => {
  const [one, other] = await Promise.all([run(), run()]);
  const later = await run();
  expect([one, other]).toContain(later);
  service.files.forEach(({ content }) => expect(digestOf(content)).toBe(digestOf(data("a"))));
});

test("a completion whose response was lost is not repeated: the file is found", async () => {
  service.fail = (kind, index) => (kind === "complete" && index === 0 ? "reset after" : undefined);
  expect(await run()).toBe("file-1");
  expectOneWholeFile();
  expect(count("part")).toBe(4);
});
