import { explainError } from "../network/explain";
import { notChecked } from "./check";
import type { Check, CheckId, Examination, Facts, Finding } from "./check";

interface Progress {
  /** Checks that passed, with or without a warning. */
  passed: Set<CheckId>;
  facts: Partial<Facts>;
}

/**
 * Runs checks in their order.
 * @param report Receives each finding at once.
 */
export async function runChecks(
  checks: readonly Check[],
  examination: Examination,
  report: (finding: Finding) => void,
): Promise<Finding[]> {
  const progress: Progress = { passed: new Set(), facts: {} };
  const findings: Finding[] = [];
  for (const check of checks) {
    const { id, title, documentation } = check;
    const finding = { id, title, ...(await runCheck(check, examination, progress)), documentation };
    findings.push(finding);
    report(finding);
  }
  return findings;
}

type Result = Omit<Finding, "id" | "title" | "documentation">;

/** Skips a check whose needs did not pass. A check that throws gets a warning, so that the others still run. */
async function runCheck(
  { id, needs, run }: Check,
  examination: Examination,
  { passed, facts }: Progress,
): Promise<Result> {
  const unmet = needs.filter((need) => !passed.has(need));
  if (unmet.length > 0) {
    return notChecked(`needs ${unmet.join(", ")}, which did not pass`);
  }
  try {
    // The checks that it needs passed, so that their facts are set.
    const outcome = await run({ ...examination, ...facts } as Examination & Facts);
    if (!("facts" in outcome)) {
      return outcome;
    }
    const { facts: newFacts, ...result } = outcome;
    passed.add(id);
    Object.assign(facts, newFacts);
    return result;
  } catch (error) {
    const { reason, remedy = "resolve this error, then run the command again" } = explainError(error);
    return { status: "warning", detail: `cannot be checked: ${reason}`, remedy, notChecked: true };
  }
}
