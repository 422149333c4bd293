import * as fs from "node:fs";

/** The calls by which the storage reaches the disk. Tests replace them by ones that fail. */
export interface FileSystem {
  makeDirectory(path: string): void;
  open(path: string, flags: "r" | "w" | "a"): number;
  close(descriptor: number): void;
  /** @returns The number of bytes that were read; 0 at the end of the file. */
  readSync(descriptor: number, buffer: Buffer): number;
  /** @returns The number of bytes that were written, which may be fewer than were given. */
  writeSync(descriptor: number, bytes: Buffer): number;
  write(descriptor: number, bytes: Buffer): Promise<number>;
  /** Resolves when the file's content is on disk. */
  sync(descriptor: number): Promise<void>;
  syncSync(descriptor: number): void;
  truncate(descriptor: number, size: number): Promise<void>;
  rename(from: string, to: string): void;
  /** Removes a file, if it exists. */
  remove(path: string): void;
  readFile(path: string): Promise<Buffer>;
}

/** Only the user may read what the local Azure stores: it holds secrets. */
const fileMode = 0o600;
const directoryMode = 0o700;

/** Runs a call of `node:fs` that has a callback. */
const asPromise = <Result>(
  start: (done: (error: NodeJS.ErrnoException | null, result: Result) => void) => void,
): Promise<Result> =>
  new Promise((resolve, reject) => {
    start((error, result) => (error ? reject(error) : resolve(result)));
  });

export const disk: FileSystem = {
  makeDirectory(path) {
    fs.mkdirSync(path, { recursive: true, mode: directoryMode });
    // One of an earlier version may have been created with another mode.
    fs.chmodSync(path, directoryMode);
  },
  open: (path, flags) => fs.openSync(path, flags, fileMode),
  close: (descriptor) => fs.closeSync(descriptor),
  readSync: (descriptor, buffer) => fs.readSync(descriptor, buffer),
  writeSync: (descriptor, bytes) => fs.writeSync(descriptor, bytes),
  write: (descriptor, bytes) => asPromise((done) => fs.write(descriptor, bytes, done)),
  sync: (descriptor) =>
    asPromise<unknown>((done) => fs.fdatasync(descriptor, (error) => done(error, undefined))).then(
      () => undefined,
    ),
  syncSync: (descriptor) => fs.fsyncSync(descriptor),
  truncate: (descriptor, size) =>
    asPromise<unknown>((done) => fs.ftruncate(descriptor, size, (error) => done(error, undefined))).then(
      () => undefined,
    ),
  rename: (from, to) => fs.renameSync(from, to),
  remove: (path) => fs.rmSync(path, { force: true }),
  readFile: (path) => fs.promises.readFile(path),
};
