import { completeCommands } from "../deployment/completeCommands";
import { UserError } from "../errors";
import { toFindingsMarkdown } from "../markdown/findings";
import { createOutput, printJson, printLines, styled } from "../output";
import type { Output } from "../output";
import { doctorOfAll } from "./allIntegrations";
import type { Finding, Status } from "./check";
import { examine } from "./examine";
import type { Diagnosis, ExamineOptions, Progress } from "./examine";
import { problemOf, resultOf } from "./results";

export interface DoctorOptions extends ExamineOptions {
  /** Checks every integration of the stack. */
  all?: boolean;
  json?: boolean;
  markdown?: boolean;
}

/** Checks whether a deployment is ready for the W&B integration, and whether the integration will work. @throws UserError if a check fails. */
export async function doctor(options: DoctorOptions): Promise<void> {
  const output = createOutput(options);
  const progress: Progress = {
    onFinding: (finding) => print(finding, output),
    onLines: (...lines) => output.print(...lines),
  };
  if (options.all) {
    return doctorOfAll(options, output, progress);
  }
  conclude(await examine(options, progress), options, output);
}

/** @throws UserError if a check failed, or what `--fix` should do. */
function conclude(diagnosis: Diagnosis, options: DoctorOptions, output: Output): void {
  const { isReady, findings, fixes } = diagnosis;
  const result = resultOf(diagnosis);
  if (output.json) {
    printJson({ ready: isReady, ...fixes, findings });
  } else if (output.markdown) {
    printLines(toFindingsMarkdown(findings, fixes, result));
  }
  const problem = problemOf(diagnosis);
  if (problem !== undefined) {
    throw new UserError(output.json ? "" : ["", problem], 1);
  }
  output.print("", `${result} ${completeCommands(nextStep, options)}`);
}

const nextStep = "Run npx azure-openai-wandb link for the steps in the portal.";

const marks: Record<Status, { text: string; color: Parameters<typeof styled>[0] }> = {
  passed: { text: "✔", color: "green" },
  warning: { text: "!", color: "yellow" },
  failed: { text: "✖", color: "red" },
  skipped: { text: "-", color: "gray" },
};

function print({ title, status, detail, remedy, documentation }: Finding, output: Output): void {
  const { text, color } = marks[status];
  output.print(`${styled(color, text)} ${title}: ${detail}`);
  if (remedy) {
    output.print(`    ${remedy}`);
    output.print(styled("gray", `    ${documentation}`));
  }
}
