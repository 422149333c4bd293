/** The storage of the local Azure on a disk that fails: each call of a run fails once, in each way. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { openBlobs } from "../../../local/azure/storage/blobs";
import { disk } from "../../../local/azure/storage/fileSystem";
import type { FileSystem } from "../../../local/azure/storage/fileSystem";
import { openStore } from "../../../local/azure/storage/journal";
import { StorageError } from "../../../local/azure/storage/storageError";
import { diskError, FailingDisk, quickDisk } from "../../support/failingDisk";
import type { DiskFailure } from "../../support/failingDisk";

let directory: string;
const file = (name = "state.jsonl") => path.join(directory, name);

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "storage-test-"));
  jest.spyOn(console, "error").mockImplementation(() => undefined);
});
afterEach(() => {
  fs.rmSync(directory, { recursive: true, force: true });
  jest.restoreAllMocks();
});

const failures: DiskFailure[] = [
  { code: "ENOSPC", isShort: false },
  { code: "ENOSPC", isShort: true },
  { code: "EIO", isShort: false },
  { code: "EIO", isShort: true },
  { code: "EACCES", isShort: false },
];

function read(): Record<string, unknown> {
  const store = openStore(directory, quickDisk);
  const records = Object.fromEntries(store.collection("things").entries());
  store.close();
  return records;
}

async function fill(count: number): Promise<Record<string, number>> {
  const store = openStore(directory, quickDisk);
  for (let number = 0; number < count; number += 1) {
    store.collection("things").put(`old-${number}`, number);
    await store.flush();
  }
  store.close();
  return Object.fromEntries(Array.from({ length: count }, (_, number) => [`old-${number}`, number]));
}

/** Writes records one by one, and a secret. @returns What was confirmed, and the errors of the rest. */
async function work(files: FileSystem) {
  const confirmed: Record<string, unknown> = {};
  const errors: unknown[] = [];
  const store = openStore(directory, files);
  const things = store.collection<string>("things");
  for (let number = 0; number < 4; number += 1) {
    things.put(`new-${number}`, "x".repeat(100));
    store.collection<number>("secrets", "vault-secrets").put("key", number);
    try {
      await store.flush();
      // A flush includes all that waits.
      Object.assign(confirmed, Object.fromEntries(things.entries()));
    } catch (error) {
      errors.push(error);
    }
  }
  return { confirmed, errors, store };
}

/** The number of calls of the run without a failure. */
async function countCalls(): Promise<number> {
  const good = new FailingDisk(Infinity, { code: "", isShort: false });
  (await work(good.files)).store.close();
  return good.calls;
}

describe.each(failures)("a disk that fails with $code (short write: $isShort)", (kind) => {
  test("at any call: nothing confirmed is lost, errors name file and remedy, and writes go on when it is mended", async () => {
    const old = await fill(3);
    const image = new Map(fs.readdirSync(directory).map((name) => [name, fs.readFileSync(file(name))]));
    const calls = await countCalls();
    expect(calls).toBeGreaterThan(20);
    for (let firstFailing = 0; firstFailing < calls; firstFailing += 1) {
      fs.rmSync(directory, { recursive: true });
      fs.mkdirSync(directory);
      image.forEach((bytes, name) => fs.writeFileSync(file(name), bytes));
      const failing = new FailingDisk(firstFailing, kind);
      let outcome: Awaited<ReturnType<typeof work>>;
      try {
        outcome = await work(failing.files);
      } catch (error) {
        // It did not start.
        expect(error).toBeInstanceOf(StorageError);
        expect(read()).toEqual(old);
        continue;
      }
      for (const error of outcome.errors) {
        expect(error).toMatchObject({ name: "AzureError", status: 507, code: "InsufficientStorage" });
        expect((error as Error).message).toContain(directory);
        expect((error as Error).message).toContain(`(${kind.code})`);
      }
      // A process that is killed now loses what was not confirmed, and nothing else.
      const copy = fs.mkdtempSync(path.join(os.tmpdir(), "storage-copy-"));
      fs.cpSync(directory, copy, { recursive: true });
      const kept = openStore(copy, quickDisk);
      expect(Object.fromEntries(kept.collection("things").entries())).toMatchObject({
        ...old,
        ...outcome.confirmed,
      });
      kept.close();
      fs.rmSync(copy, { recursive: true });
      // One that lives goes on.
      failing.mend();
      await outcome.store.flush();
      const all = Object.fromEntries(outcome.store.collection("things").entries());
      outcome.store.close();
      expect(Object.keys(all)).toHaveLength(7);
      expect(read()).toEqual(all);
      expect(fs.readFileSync(file(), "utf8")).not.toMatch(/ \[\]$/m);
    }
  }, 60_000);

  test("a file's content is the old one or the new one, and no unfinished file remains", async () => {
    const blobs = path.join(directory, "blobs");
    await openBlobs(blobs).put("name", Buffer.from("old"));
    const good = new FailingDisk(Infinity, kind);
    await openBlobs(blobs, good.files).put("name", Buffer.from("old"));
    for (let firstFailing = 0; firstFailing < good.calls; firstFailing += 1) {
      const failing = new FailingDisk(firstFailing, kind);
      const put = openBlobs(blobs, failing.files).put("name", Buffer.from("new"));
      await expect(put).rejects.toMatchObject({ status: 507, message: expect.stringContaining(blobs) });
      expect(["old", "new"]).toContain(String(await openBlobs(blobs).get("name")));
      expect(fs.readdirSync(blobs)).toHaveLength(1);
      failing.mend();
      await openBlobs(blobs, failing.files).put("name", Buffer.from("old"));
    }
  });
});

describe("a file that cannot be read", () => {
  test.each(["EACCES", "EIO", "EISDIR", "EMFILE"])(
    "with %s is no new store, and stays as it is",
    async (code) => {
      const old = await fill(2);
      for (const call of ["open", "readSync"] as const) {
        const files: FileSystem = {
          ...disk,
          [call]: (...args: unknown[]) => {
            if (call === "readSync" || args[1] === "r") {
              throw diskError(code);
            }
            return disk.open(...(args as Parameters<FileSystem["open"]>));
          },
        };
        expect(() => openStore(directory, files)).toThrow(
          expect.objectContaining({ message: expect.stringContaining(`cannot read ${file()}`) }),
        );
        expect(read()).toEqual(old);
      }
    },
  );

  test("with a damaged line before valid ones is refused with the line, and stays as it is", async () => {
    const old = await fill(3);
    const text = fs.readFileSync(file(), "utf8");
    fs.writeFileSync(file(), text.replace('"old-1",1', '"old-1",7'));
    expect(() => openStore(directory)).toThrow(/Line 2 of .*state\.jsonl is damaged.*Restore the file/);
    fs.writeFileSync(file(), text);
    expect(read()).toEqual(old);
  });

  test("of a file's content fails with its name, and is not the same as no content", async () => {
    const files: FileSystem = { ...disk, readFile: () => Promise.reject(diskError("EIO")) };
    await expect(openBlobs(directory, files).get("name")).rejects.toThrow(/cannot read .*\(EIO\)/);
    expect(await openBlobs(directory).get("name")).toBeUndefined();
  });
});

test("a journal above the longest string of Node.js is read and compacted", async () => {
  await fill(2);
  // Lines of 1 MB that supersede each other, read from memory: the file itself would take seconds to write.
  const store = openStore(path.join(directory, "other"));
  store.collection("things").put("large", "x".repeat(1_000_000));
  await store.flush();
  store.close();
  const line = fs.readFileSync(path.join(directory, "other", "state.jsonl"));
  const repeated = 540;
  let position = 0;
  const files: FileSystem = {
    ...disk,
    readSync(descriptor, buffer) {
      if (fs.fstatSync(descriptor).ino !== fs.statSync(file()).ino) {
        return disk.readSync(descriptor, buffer);
      }
      const offset = position % line.length;
      const count = Math.min(buffer.length, line.length - offset, line.length * repeated - position);
      line.copy(buffer, 0, offset, offset + count);
      position += count;
      return count;
    },
  };
  const large = openStore(directory, files);
  expect(position).toBeGreaterThan(0x1fffffe8);
  expect(String(large.collection("things").get("large"))).toHaveLength(1_000_000);
  large.close();
  expect(fs.statSync(file()).size).toBeLessThan(2_000_000);
}, 60_000);

test("changes of any size are written: one line holds as many as a string may be long", async () => {
  const store = openStore(directory);
  const text = "x".repeat(6 * 1024 * 1024);
  for (const key of ["a", "b", "c", "d"]) {
    store.collection("things").put(key, text);
  }
  await store.flush();
  store.close();
  expect(Object.keys(read())).toEqual(["a", "b", "c", "d"]);
});
