/** What `doctor` concludes from its findings, in sentences. */
import { counted } from "../errors";
import type { Diagnosis } from "./examine";

/** Returns the result of a deployment's checks as one sentence. */
export function resultOf({ isReady, findings }: Pick<Diagnosis, "isReady" | "findings">): string {
  if (!isReady) {
    return `${counted(findings.filter(({ status }) => status === "failed").length, "check")} failed.`;
  }
  const unchecked = findings.filter(({ notChecked }) => notChecked).map(({ title }) => title);
  return unchecked.length === 0 ? "Ready for the W&B integration." : withUnchecked(unchecked);
}

const withUnchecked = (titles: readonly string[]): string =>
  `No check failed, and ${counted(titles.length, "check")} could not be completed: ${titles.join("; ")}. ` +
  "To check everything, run the command as an identity with the permissions above.";

/** Returns what is wrong with a deployment after its checks and fixes; undefined if nothing is. */
export function problemOf(diagnosis: Pick<Diagnosis, "isReady" | "findings" | "fixes">): string | undefined {
  if (!diagnosis.isReady) {
    return resultOf(diagnosis);
  }
  return diagnosis.fixes.notFixed.length > 0 ? "Not everything was fixed." : undefined;
}
