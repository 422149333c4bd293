/**
 * Buffers are outside of the heap whose growth starts the garbage collection: until it happens to start, a file that is read occupies up to
 * 100 MB of buffers that nobody uses. A collection of what is young lasts a millisecond.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";

/** Bytes that are read between two collections. */
export const bytesBetweenCollections = 16 * 1024 * 1024;

let collect: (() => void) | undefined;

/** Frees the buffers that have been allocated lately and are not used any more. */
export function freeYoungBuffers(): void {
  collect ??= findCollector();
  collect();
}

/** The engine's own function, which a context has that is created while the flag is set. */
function findCollector(): () => void {
  setFlagsFromString("--expose-gc");
  const collectGarbage = runInNewContext("gc") as ((options: { type: "minor" }) => void) | undefined;
  setFlagsFromString("--no-expose-gc");
  return () => collectGarbage?.({ type: "minor" });
}
