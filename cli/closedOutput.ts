/** What happens when nobody reads a command's output any more, as in `npx azure-openai-wandb doctor | head`. */

/** As a shell reports a process that SIGPIPE ended: 128 + 13. Node ignores the signal and gets EPIPE. */
const closedOutputExitCode = 141;

let isClosed = false;

/**
 * Ends this process quietly when its output is closed, as other programs do.
 * @param moment `between steps`: not in the middle of a step, whose child process would be left alone; see `exitIfOutputClosed`.
 */
export function exitWithClosedOutput(moment: "at once" | "between steps" = "at once"): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", ({ code }: NodeJS.ErrnoException) => {
      if (code !== "EPIPE") {
        // eslint-disable-next-line no-restricted-syntax -- where the output cannot be printed, such as on a full disk
        process.stderr.write(`The output cannot be written (${code}).\n`);
        process.exit(1);
      }
      isClosed = true;
      if (moment === "at once") {
        exitIfOutputClosed();
      }
    });
  }
}

let beforeExit: () => void = () => undefined;

/** Sets what happens before this process ends because its output was closed. @returns What removes it. */
export function onOutputClosed(listener: () => void): () => void {
  beforeExit = listener;
  return () => (beforeExit = () => undefined);
}

/** Ends this process if its output was closed. */
export function exitIfOutputClosed(): void {
  if (isClosed) {
    const listener = beforeExit;
    beforeExit = () => undefined;
    listener();
    process.exit(closedOutputExitCode);
  }
}
