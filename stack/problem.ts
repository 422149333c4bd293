import { RunError } from "@pulumi/pulumi/errors";
import { visibleText } from "../components/visibleText";

/** One wrong setting and what to do. */
export interface Problem {
  setting: string;
  /** Continues a sentence that begins with the setting's name. */
  reason: string;
}

/** One error for all problems. Pulumi prints its message without a stack trace. */
export function settingsError(problems: readonly Problem[]): RunError {
  const count = problems.length === 1 ? "1 problem" : `${problems.length} problems`;
  const lines = problems.map(({ setting, reason }) => `  - ${setting} ${visibleText(reason)}`);
  return new RunError(`Invalid configuration: ${count}. Nothing was deployed.\n${lines.join("\n")}`);
}
