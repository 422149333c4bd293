import { azureClients } from "../azure/clients";
import { UserError } from "../failure";
import { findTarget } from "../target";
import type { TargetOptions } from "../target";
import { examine } from "./checks";
import type { Finding, Status } from "./checks";

const marks: Record<Status, string> = { ok: "✔", warning: "!", failed: "✖", skipped: "-" };
const colours: Record<Status, number> = { ok: 32, warning: 33, failed: 31, skipped: 90 };

/** Is this deployment ready for the link, and is the link going to work? @throws UserError where it is not. */
export async function doctor(options: TargetOptions & { json?: boolean }): Promise<void> {
  const target = await findTarget(options);
  const azure = await azureClients(target);
  const findings = await examine({ target, azure }, options.json ? () => undefined : print);
  const wrong = findings.filter(({ status }) => status === "failed").length;
  if (options.json) {
    console.log(JSON.stringify({ ready: wrong === 0, findings }, null, 2));
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
  const mark = process.stdout.isTTY ? `\x1b[${colours[status]}m${marks[status]}\x1b[0m` : marks[status];
  console.log(`${mark} ${check}: ${seen}`);
  if (remedy) {
    console.log(`    ${remedy}`);
  }
}
