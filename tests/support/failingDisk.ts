import { disk } from "../../local/azure/storage/fileSystem";
import type { FileSystem } from "../../local/azure/storage/fileSystem";

/** What a failing disk does: a code, and whether a write stores half of its bytes before. */
export interface DiskFailure {
  code: string;
  isShort: boolean;
}

export const diskError = (code: string): Error =>
  Object.assign(new Error(`${code}: the disk failed`), { code });

/** A disk without the time that syncing takes. */
export const quickDisk: FileSystem = { ...disk, sync: () => Promise.resolve(), syncSync: () => undefined };

/** A disk whose calls fail from one of them on, until it is mended. */
export class FailingDisk {
  calls = 0;

  constructor(
    private firstFailing: number,
    private readonly failure: DiskFailure,
  ) {}

  /** Every call from now on fails. */
  break(): void {
    this.firstFailing = this.calls;
  }

  mend(): void {
    this.firstFailing = Infinity;
  }

  readonly files: FileSystem = {
    ...quickDisk,
    open: (...args) => this.run(() => quickDisk.open(...args)),
    writeSync: (descriptor, bytes) =>
      this.run(
        () => quickDisk.writeSync(descriptor, bytes),
        () => quickDisk.writeSync(descriptor, half(bytes)),
      ),
    write: (descriptor, bytes) =>
      this.runLater(
        () => quickDisk.write(descriptor, bytes),
        () => quickDisk.write(descriptor, half(bytes)),
      ),
    sync: (descriptor) => this.runLater(() => quickDisk.sync(descriptor)),
    syncSync: (descriptor) => this.run(() => quickDisk.syncSync(descriptor)),
    truncate: (...args) => this.runLater(() => quickDisk.truncate(...args)),
    rename: (...args) => this.run(() => quickDisk.rename(...args)),
    makeDirectory: (name) => this.run(() => quickDisk.makeDirectory(name)),
  };

  private run<Result>(call: () => Result, shortened?: () => Result): Result {
    const position = this.calls++ - this.firstFailing;
    if (position < 0) {
      return call();
    }
    if (this.failure.isShort && shortened && position === 0) {
      return shortened();
    }
    throw diskError(this.failure.code);
  }

  private async runLater<Result>(
    call: () => Promise<Result>,
    shortened?: () => Promise<Result>,
  ): Promise<Result> {
    return this.run(call, shortened);
  }
}

const half = (bytes: Buffer) => bytes.subarray(0, Math.ceil(bytes.length / 2));
