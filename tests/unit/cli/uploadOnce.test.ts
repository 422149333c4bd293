/** Training data is in Azure under the digest of its own bytes, whatever happens to the file on this machine. */
import { execFileSync, spawn } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { checkInput } from "../../../cli/finetune/checkInput";
import { uploadOnce } from "../../../cli/finetune/uploadOnce";
import type { ValidatedFile } from "../../../cli/finetune/uploadOnce";
import { filesService } from "./filesService";
import type { FilesService } from "./filesService";

let directory: string;
let service: FilesService;
beforeEach(async () => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "upload-once-"));
  service = await filesService();
});
afterEach(async () => {
  await service.close();
  fs.rmSync(directory, { recursive: true, force: true });
});

/** Training data of some size, whose every line has a word. Few long lines are validated sooner. */
function content(word: string, bytes: number): Buffer {
  const line = `${JSON.stringify({
    messages: [
      { role: "user", content: word.repeat(bytes / 200) },
      { role: "assistant", content: "yes" },
    ],
  })}\n`;
  return Buffer.from(line.repeat(Math.max(12, Math.floor(bytes / line.length))));
}

const digestOf = (data: Buffer) => createHash("sha256").update(data).digest("hex").slice(0, 16);
const printed: string[] = [];
beforeEach(() => printed.splice(0));

/** Validates and uploads a file as `finetune` does. @param between Called after the validation. */
async function upload(file: string, between: () => void = () => undefined): Promise<string> {
  const options = { model: "m", tier: "standard", wandb: false, project: "azure-openai", poll: "1" };
  const input = await checkInput(file, options);
  try {
    const { training } = input.requireFiles();
    between();
    return await uploadOnce(training as ValidatedFile, {
      openai: { client: service.client, endpoint: service.endpoint, onBytesSent: () => undefined },
      output: { json: true, print: (line) => void printed.push(line), emit: () => undefined },
      signal: new AbortController().signal,
      pollSeconds: 0.01,
    });
  } finally {
    await input.close();
  }
}

/** What Azure has under a digest has that digest, whatever was written meanwhile. */
function expectHonestNames(): void {
  for (const file of service.files) {
    expect(file.filename).toContain(`.${digestOf(file.content)}.jsonl`);
  }
}

const small = 2_000;
/** More than one chunk, and more than the buffers of both sides hold. */
const large = 16_000_000;

interface Change {
  what: string;
  /** @param file A path. */
  apply: (file: string, bytes: number) => void;
  /** What was validated is uploaded, since the change does not affect the open file. */
  harmless?: boolean;
}

const changes: Change[] = [
  { what: "overwritten with as many bytes", apply: (file, bytes) => rewrite(file, content("nope", bytes)) },
  {
    what: "overwritten at its end alone",
    apply: (file) => rewrite(file, Buffer.from("!"), fs.statSync(file).size - 1),
  },
  { what: "appended to", apply: (file) => fs.appendFileSync(file, content("more", small)) },
  { what: "truncated", apply: (file) => fs.truncateSync(file, fs.statSync(file).size - 200) },
  { what: "emptied", apply: (file) => fs.truncateSync(file, 0) },
  {
    what: "replaced by a rename",
    harmless: true,
    apply: (file, bytes) => {
      fs.writeFileSync(`${file}.new`, content("nope", bytes));
      fs.renameSync(`${file}.new`, file);
    },
  },
  { what: "deleted", harmless: true, apply: (file) => fs.rmSync(file) },
  {
    what: "replaced by another target of its symbolic link",
    harmless: true,
    apply: (file, bytes) => {
      fs.writeFileSync(`${file}.other`, content("nope", bytes));
      fs.rmSync(file);
      fs.symlinkSync(`${file}.other`, file);
    },
  },
  { what: "touched", harmless: true, apply: (file) => fs.utimesSync(file, 0, 0) },
];

/** Writes into a file without truncating it. */
function rewrite(file: string, data: Buffer, position = 0): void {
  const descriptor = fs.openSync(file, "r+");
  fs.writeSync(descriptor, data, 0, data.length, position);
  fs.closeSync(descriptor);
}

/** When the change happens, and the size of the file for which that moment exists. */
const moments: [when: string, bytes: number, at: (change: () => void) => (() => void) | undefined][] = [
  ["between validation and upload", small, (change) => change],
  ["while Azure lists its files", small, (change) => ((service.onList = once(change)), undefined)],
  ["while it is uploaded", large, (change) => ((service.onUpload = once(change)), undefined)],
];

function once(change: () => void): () => void {
  let isDone = false;
  return () => {
    if (!isDone) {
      isDone = true;
      change();
    }
  };
}

describe("a training file", () => {
  const cases = moments.flatMap(([when, bytes, at]) =>
    changes.map((change) => ({ when, bytes, at, ...change })),
  );
  test.each(cases)(
    "that is $what $when is in Azure under its own digest, or not at all",
    async ({ bytes, at, apply, harmless }) => {
      const file = path.join(directory, "training.jsonl");
      const before = content("well", bytes);
      fs.writeFileSync(file, before);
      const uploading = upload(
        file,
        at(() => apply(file, bytes)),
      );
      if (harmless) {
        await uploading;
        expect(service.files.map((stored) => digestOf(stored.content))).toEqual([digestOf(before)]);
      } else {
        await expect(uploading).rejects.toThrow(
          `${file} changed while it was read. Run the command again when nothing writes to it.`,
        );
        expect(service.files).toEqual([]);
      }
      expectHonestNames();
      // The next run uploads what the file has then.
      fs.rmSync(file, { force: true });
      fs.writeFileSync(file, content("then", small));
      const id = await upload(file);
      expectHonestNames();
      const { content: uploaded } = service.files.find((stored) => stored.id === id)!;
      expect(uploaded.equals(content("then", small))).toBe(true);
    },
  );

  test("that is written to while it is validated is refused", async () => {
    const file = path.join(directory, "training.jsonl");
    fs.writeFileSync(file, content("well", large));
    const input = upload(file);
    // The first chunk is being read.
    fs.appendFileSync(file, content("more", small));
    const [outcome] = await Promise.allSettled([input]);
    expectHonestNames();
    const whole = Buffer.concat([content("well", large), content("more", small)]);
    // Which of both depends on whether its size was read before.
    expect(
      outcome.status === "rejected"
        ? /changed while it was read/.test(String(outcome.reason))
        : service.files[0]!.content.equals(whole),
    ).toBe(true);
  });
});

describe("what can be read only once", () => {
  test("is uploaded from a named pipe, with the content that was validated", async () => {
    const pipe = path.join(directory, "pipe.jsonl");
    execFileSync("mkfifo", [pipe]);
    const data = content("well", large);
    const source = path.join(directory, "source");
    fs.writeFileSync(source, data);
    const writer = spawn("sh", ["-c", `cat "${source}" > "${pipe}"`]);
    await upload(pipe);
    writer.kill();
    expect(service.files[0]!.filename).toBe(`pipe.${digestOf(data)}.jsonl`);
    expect(service.files[0]!.content.equals(data)).toBe(true);
  });

  test("leaves no copy that has a name", async () => {
    const pipe = path.join(directory, "pipe.jsonl");
    execFileSync("mkfifo", [pipe]);
    const copies = () =>
      fs.readdirSync(os.tmpdir()).filter((name) => /^azure-openai-wandb-[\da-f-]{36}$/.test(name));
    const before = copies();
    const writer = spawn("sh", ["-c", `cat > "${pipe}"`]);
    writer.stdin.end(content("well", small));
    await upload(pipe, () => expect(copies()).toEqual(before));
  });

  test("that has no end is read up to the largest size", async () => {
    const input = await checkInput("/dev/zero", {
      model: "m",
      tier: "standard",
      wandb: false,
      project: "azure-openai",
      poll: "1",
    });
    await input.close();
    expect(input.problems).toEqual(["/dev/zero has 513 MB. Reduce it to at most 512 MB."]);
  });
});

describe("a file in Azure", () => {
  const data = content("well", small);
  const file = () => {
    const name = path.join(directory, "training.jsonl");
    fs.writeFileSync(name, data);
    return name;
  };
  const existing = (properties: object) =>
    service.files.push({
      id: "file-old",
      filename: `other-name.${digestOf(data)}.jsonl`,
      bytes: data.length,
      status: "processed",
      created_at: 1,
      content: data,
      ...properties,
    });

  test.each(["processed", "succeeded", "uploaded", "pending", "notRunning", "running"])(
    "with the same content and the status %s is used",
    async (status) => {
      existing({ status });
      expect(await upload(file())).toBe("file-old");
      expect(service.files).toHaveLength(1);
    },
  );

  test("with the same content is used, under any name", async () => {
    existing({});
    expect(await upload(file())).toBe("file-old");
    expect(service.files).toHaveLength(1);
  });

  test.each<[what: string, properties: object, message: string]>([
    ["with another size", { bytes: 7 }, `file-old has 7 bytes instead of ${data.length}. It is not used.`],
    ["without a size", { bytes: null }, `file-old has null bytes`],
    ["that failed processing", { status: "error" }, "file-old has the status error. It is not used."],
    ...["failed", "canceled", "cancelled", "deleting", "deleted", "Deleted", "expired", "quarantined"].map(
      (status): [string, object, string] => [
        `with the status ${status}`,
        { status },
        `file-old has the status ${status}. It is not used.`,
      ],
    ),
  ])("%s is not used, and the content is uploaded", async (_what, properties, message) => {
    existing(properties);
    expect(await upload(file())).toBe("file-2");
    expect(printed.join("\n")).toContain(message);
  });

  test.each<[when: string, respond: () => void]>([
    ["when it is uploaded", () => (service.toAnswer = (stored) => ({ ...stored, bytes: 5 }))],
    [
      "when it is processed",
      () => {
        service.toAnswer = (stored) => ({ ...stored, bytes: 0 });
        service.processed = (stored) => ({ ...stored, bytes: 5, status: "processed" });
      },
    ],
  ])("of which Azure returns another size %s is deleted", async (_when, respond) => {
    respond();
    await expect(upload(file())).rejects.toThrow(
      `Azure received 5 of ${data.length} bytes as file-1. The file was deleted from Azure. Run the command again.`,
    );
    expect(service.files).toEqual([]);
  });

  test("whose size is returned only after processing is used", async () => {
    service.toAnswer = (stored) => ({ ...stored, bytes: null });
    expect(await upload(file())).toBe("file-1");
  });

  test("that two commands upload at the same time is the same for both", async () => {
    const name = file();
    const ids = await Promise.all([upload(name), upload(name)]);
    const later = await upload(name);
    expect(new Set([ids[0], later])).toEqual(new Set([later]));
  });
});
