/** What must be so for the link to W&B to work, one check after the other, each with its remedy as a command. */
import { reasonOf } from "../failure";
import { accountChecks } from "./accountChecks";
import { warning } from "./finding";
import type { Check, Examined, Finding } from "./finding";
import { grantChecks } from "./grantChecks";
import { trainingChecks } from "./trainingChecks";
import { vaultChecks } from "./vaultChecks";
import { wandbChecks } from "./wandbChecks";

const checks: readonly Check[] = [
  ...accountChecks,
  ...trainingChecks,
  ...vaultChecks,
  ...grantChecks,
  ...wandbChecks,
];

/** Runs every check; one that cannot be made says why and does not stop the others. */
export async function examine(examined: Examined, report: (finding: Finding) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { title, run } of checks) {
    const found = await run(examined).catch((error: unknown) =>
      warning(
        `it could not be looked at: ${reasonOf(error)}`,
        "look at what Azure says, and run the command again",
      ),
    );
    if (found) {
      const finding: Finding = { check: title, ...found };
      findings.push(finding);
      report(finding);
    }
  }
  return findings;
}
