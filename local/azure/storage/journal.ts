import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { Collection, Store, StoreFile } from "./store";

/** One change. Without a value it is a deletion. */
type Change = [collection: string, key: string, value?: unknown];

const checksum = (text: string) => createHash("sha256").update(text).digest("base64url").slice(0, 8);

/** A line of the journal: a checksum, and changes that were written together. */
const encode = (changes: readonly Change[]) => {
  const text = JSON.stringify(changes);
  return `${checksum(text)} ${text}\n`;
};

function decode(line: string): Change[] | undefined {
  const text = line.slice(9);
  return line[8] === " " && line.slice(0, 8) === checksum(text) ? (JSON.parse(text) as Change[]) : undefined;
}

/**
 * An append-only file of changes, and the records that result from them in memory. All changes that wait are written and synced
 * together, so that many clients share one sync. A line that a crash cut short fails its checksum and is dropped: no client
 * has had a response for its changes.
 */
class Journal {
  readonly collections = new Map<string, Map<string, unknown>>();
  private waiting: Change[] = [];
  /** The number of changes so far, and of those on disk. */
  private recorded = 0;
  private written = 0;
  private writing: Promise<void> | undefined;
  private readonly descriptor: number;

  constructor(private readonly path: string) {
    this.load();
    this.compact();
    this.descriptor = fs.openSync(path, "a", 0o600);
  }

  record(change: Change): void {
    this.waiting.push(change);
    this.recorded += 1;
  }

  /** Resolves when all changes so far are on disk. */
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
      await new Promise<void>((resolve, reject) => {
        fs.appendFile(this.descriptor, encode(changes), (error) => {
          if (error) {
            reject(error);
          } else {
            fs.fdatasync(this.descriptor, (failed) => (failed ? reject(failed) : resolve()));
          }
        });
      });
      this.written += changes.length;
    } finally {
      this.writing = undefined;
    }
  }

  close(): void {
    fs.closeSync(this.descriptor);
  }

  private load(): void {
    let text: string;
    try {
      text = fs.readFileSync(this.path, "utf8");
    } catch {
      return;
    }
    for (const line of text.split("\n")) {
      for (const [collection, key, value] of decode(line) ?? []) {
        const records = this.records(collection);
        if (value === undefined) {
          records.delete(key);
        } else {
          records.set(key, value);
        }
      }
    }
  }

  /** Replaces the file by one of the current records. A crash leaves either the old file or the new one. */
  private compact(): void {
    const lines = [...this.collections].flatMap(([name, records]) =>
      [...records].map(([key, value]) => encode([[name, key, value]])),
    );
    const fresh = `${this.path}.new`;
    const descriptor = fs.openSync(fresh, "w", 0o600);
    fs.writeSync(descriptor, lines.join(""));
    fs.fsyncSync(descriptor);
    fs.closeSync(descriptor);
    fs.renameSync(fresh, this.path);
    const directory = fs.openSync(path.dirname(this.path), "r");
    fs.fsyncSync(directory);
    fs.closeSync(directory);
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
export function openStore(directory: string): Store & { close(): void } {
  fs.mkdirSync(directory, { recursive: true, mode: 0o700 });
  const openJournal = (file: StoreFile) => new Journal(path.join(directory, `${file}.jsonl`));
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
    close() {
      for (const journal of Object.values(journals)) {
        journal.close();
      }
    },
  };
}
