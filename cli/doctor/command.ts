import { azureClients } from "../azure/clients";
import { reasonOf, UserError } from "../failure";
import { tierProblem } from "../finetune/request";
import { createOutput, styled } from "../output";
import { findGrants, findTarget } from "../target";
import type { TargetOptions } from "../target";
import { examine } from "./checks";
import type { Finding, Questions, Status } from "./finding";

const marks: Record<Status, string> = { ok: "✔", warning: "!", failed: "✖", skipped: "-" };
const colours = { ok: "green", warning: "yellow", failed: "red", skipped: "gray" } as const;

export interface DoctorOptions extends TargetOptions, Questions {
  fix?: boolean;
  json?: boolean;
}

/** Is this deployment ready for the link, and is the link going to work? @throws UserError where it is not. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const [problem] = tierProblem(options.tier ?? "standard");
  if (problem) {
    throw new UserError(problem);
  }
  const target = { ...(await findTarget(options)), grants: await findGrants(options) };
  const azure = await azureClients(target);
  const look = () => examine({ target, azure, questions: options }, options.json ? () => undefined : print);
  let findings = await look();
  const fixed: string[] = [];
  if (options.fix) {
    const { say } = createOutput(options);
    for (const { check, fix } of findings.filter((finding) => finding.fix)) {
      try {
        fixed.push(await fix!());
        say(`\n✔ Fixed: ${fixed.at(-1)}`);
      } catch (error) {
        say(`\n✖ Not fixed (${check}): ${reasonOf(error)}`);
      }
    }
    if (fixed.length > 0) {
      say("\nAgain:");
      findings = await look();
    } else {
      say("\nThere is nothing that is safe to fix without you.");
    }
  }
  const wrong = findings.filter(({ status }) => status === "failed").length;
  if (options.json) {
    console.log(JSON.stringify({ ready: wrong === 0, fixed, findings }, null, 2));
  } else if (wrong === 0) {
    console.log("\nReady for the link: `npm run link` says how to make it.");
  }
  if (wrong > 0) {
    throw new UserError(
      options.json ? "" : `\n${wrong === 1 ? "One thing is" : `${wrong} things are`} wrong.`,
      1,
    );
  }
}

function print({ check, status, seen, remedy }: Finding): void {
  console.log(`${styled(colours[status], marks[status])} ${check}: ${seen}`);
  if (remedy) {
    console.log(`    ${remedy}`);
  }
}
