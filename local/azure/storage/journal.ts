import { createHash } from "node:crypto";
import * as path from "node:path";
import { disk } from "./fileSystem";
import type { FileSystem } from "./fileSystem";
import { readLines } from "./readLines";
import { replaceFile, writeWhole } from "./replaceFile";
import { DamagedFileError, isMissing, StorageError } from "./storageError";
import type { Collection, Store, StoreFile } from "./store";

/** One change. Without a value it is a deletion. */
type Change = [collection: string, key: string, value?: unknown];

const checksum = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 8);

/** Characters; a longer line is split, because a string of Node.js has a maximum length. */
const maxLineLength = 16 * 1024 * 1024;

/** Lines of the journal: a checksum, and changes that were written together. */
function* encode(changes: Iterable<Change>): Generator<Buffer> {
  let texts: string[] = [];
  let length = 0;
  const line = () => {
    const text = `[${texts.join(",")}]`;
    texts = [];
    length = 0;
    return Buffer.from(`${checksum(text)} ${text}\n`);
  };
  for (const change of changes) {
    const text = JSON.stringify(change);
    if (texts.length > 0 && length + text.length > maxLineLength) {
      yield line();
    }
    texts.push(text);
    length += text.length;
  }
  if (texts.length > 0) {
    yield line();
  }
}

function decode(bytes: Buffer): Change[] | undefined {
  const line = bytes.toString("utf8");
  const text = line.slice(9);
  return line[8] === " " && line.slice(0, 8) === checksum(text) ? (JSON.parse(text) as Change[]) : undefined;
}

/**
 * An append-only file of changes, and the records that result from them in memory. All changes that wait are written and synced
 * together, so that many clients share one sync. A line at the end that a crash cut short fails its checksum and is dropped: no client
 * has had a response for its changes. Changes that cannot be written wait, and the next write includes them.
 */
class Journal {
  /** Whether the last write failed. */
  hasFailed = false;
  private readonly collections = new Map<string, Map<string, unknown>>();
  private waiting: Change[] = [];
  /** The number of changes so far, and of those on disk. */
  private recorded = 0;
  private written = 0;
  private writing: Promise<void> | undefined;
  private readonly descriptor: number;
  /** The size of the file up to the end of the last line that is whole, in bytes. */
  private size = 0;
  /** Whether the file may go on after that. */
  private isTorn = false;

  constructor(
    private readonly path: string,
    private readonly files: FileSystem,
  ) {
    const isNew = !this.load();
    this.compact(isNew);
    try {
      this.descriptor = files.open(path, "a");
    } catch (error) {
      throw StorageError.writing(path, error);
    }
  }

  record(change: Change): void {
    this.waiting.push(change);
    this.recorded += 1;
  }

  /** Resolves when all changes so far are on disk. @throws StorageError where they are not; they wait for the next flush. */
  async flush(): Promise<void> {
    const until = this.recorded;
    // The write in progress may have started before these changes, and another caller may start the next one.
    while (this.written < until) {
      this.writing ??= this.write();
      await this.writing;
    }
  }

  private async write(): Promise<void> {
    const changes = this.waiting;
    this.waiting = [];
    try {
      if (this.isTorn) {
        await this.files.truncate(this.descriptor, this.size);
      }
      this.isTorn = true;
      const bytes = Buffer.concat([...encode(changes)]);
      await writeWhole(this.files, this.descriptor, bytes);
      await this.files.sync(this.descriptor);
      this.isTorn = false;
      this.size += bytes.length;
      this.written += changes.length;
      this.hasFailed = false;
    } catch (error) {
      this.waiting = [...changes, ...this.waiting];
      this.hasFailed = true;
      throw StorageError.writing(this.path, error);
    } finally {
      this.writing = undefined;
    }
  }

  close(): void {
    this.files.close(this.descriptor);
  }

  /** @returns Whether the file exists. @throws StorageError where it cannot be read, DamagedFileError where a line cannot. */
  private load(): boolean {
    let number = 0;
    let firstInvalid: number | undefined;
    try {
      for (const { bytes, end, isWhole } of readLines(this.files, this.path)) {
        number += 1;
        const changes = decode(bytes);
        if (!changes) {
          firstInvalid ??= number;
        } else if (firstInvalid !== undefined) {
          throw new DamagedFileError(this.path, firstInvalid);
        } else {
          changes.forEach((change) => this.apply(change));
          // A crash may cut the line break alone: the changes are kept, and written again.
          if (isWhole) {
            this.size = end;
          } else {
            changes.forEach((change) => this.record(change));
          }
        }
        this.isTorn = !changes || !isWhole;
      }
    } catch (error) {
      if (isMissing(error)) {
        return false;
      }
      throw error instanceof DamagedFileError ? error : StorageError.reading(this.path, error);
    }
    return true;
  }

  private apply([collection, key, value]: Change): void {
    const records = this.records(collection);
    if (value === undefined) {
      records.delete(key);
    } else {
      records.set(key, value);
    }
  }

  /** Replaces the file by one of the current records. A failure or a crash leaves the file as it was. */
  private compact(isNew: boolean): void {
    try {
      this.size = replaceFile(this.files, this.path, this.currentLines());
    } catch (error) {
      const failure = StorageError.writing(this.path, error);
      if (isNew) {
        throw failure;
      }
      // The file is as good as before, only longer. Reading works, and what is to be written fails by itself.
      console.error(`The local Azure goes on with ${this.path} as it is. ${failure.message}`);
      return;
    }
    this.isTorn = false;
    this.waiting = [];
    this.written = this.recorded;
  }

  private *currentLines(): Generator<Buffer> {
    for (const [name, records] of this.collections) {
      for (const [key, value] of records) {
        yield* encode([[name, key, value]]);
      }
    }
  }

  records(collection: string): Map<string, unknown> {
    let records = this.collections.get(collection);
    if (!records) {
      this.collections.set(collection, (records = new Map()));
    }
    return records;
  }
}

/** Opens the store of a directory, which no other process may use meanwhile. */
export function openStore(directory: string, files: FileSystem = disk): Store & { close(): void } {
  try {
    files.makeDirectory(directory);
  } catch (error) {
    throw StorageError.writing(directory, error);
  }
  const openJournal = (file: StoreFile) => new Journal(path.join(directory, `${file}.jsonl`), files);
  const journals: Record<StoreFile, Journal> = {
    state: openJournal("state"),
    "vault-secrets": openJournal("vault-secrets"),
  };
  return {
    collection<T>(name: string, file: StoreFile = "state"): Collection<T> {
      const journal = journals[file];
      const records = journal.records(name) as Map<string, T>;
      return {
        get: (key) => records.get(key),
        put(key, value) {
          records.set(key, value);
          journal.record([name, key, value]);
        },
        delete(key) {
          const existed = records.delete(key);
          if (existed) {
            journal.record([name, key]);
          }
          return existed;
        },
        entries: () => records.entries(),
        values: () => records.values(),
      };
    },
    async flush() {
      await Promise.all(Object.values(journals).map((journal) => journal.flush()));
    },
    async retry() {
      await Promise.all(
        Object.values(journals).map((journal) => (journal.hasFailed ? journal.flush() : undefined)),
      );
    },
    close() {
      for (const journal of Object.values(journals)) {
        journal.close();
      }
    },
  };
}
