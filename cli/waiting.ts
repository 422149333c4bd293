import { printNotice } from "./output";
import { describeDuration } from "./network/retryAfter";

/** Work that has not ended after this time is told, and again each time that it has taken twice as long. */
const firstNoticeMs = 10_000;

/**
 * Waits for work, and tells it where that takes long.
 * @param what Continues "… ", such as `Azure has not responded`; followed by "for 10 seconds".
 */
export async function whileWaiting<Result>(what: string, work: () => Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const tellAfter = (ms: number, elapsedMs: number) => {
    timer = setTimeout(() => {
      printNotice(`… ${what} for ${describeDuration(elapsedMs + ms)}`);
      tellAfter(elapsedMs + ms, elapsedMs + ms);
    }, ms).unref();
  };
  tellAfter(firstNoticeMs, 0);
  try {
    return await work();
  } finally {
    clearTimeout(timer);
  }
}
