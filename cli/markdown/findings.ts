/** What `doctor` found, as GitHub-flavored Markdown for the summary of a pipeline. */
import type { Finding, Fixes, Status } from "../doctor/check";
import { escapeMarkdown, linkMarkdown, tableMarkdown } from "./escape";

const marks: Readonly<Record<Status, string>> = { passed: "✅", warning: "⚠️", failed: "❌", skipped: "⚪" };
const titles: Readonly<Record<Status, string>> = {
  passed: "Passed",
  warning: "Warning",
  failed: "Failed",
  skipped: "Skipped",
};
/** What a reader looks for first. */
const order: readonly Status[] = ["failed", "warning", "passed", "skipped"];

/** Returns lines. @param fixes What `--fix` did. @param result The command's last sentence. */
export function toFindingsMarkdown(
  findings: readonly Finding[],
  { fixed, prevented, notFixed }: Fixes,
  result: string,
): string[] {
  const counts = order
    .map((status) => ({ status, count: findings.filter((finding) => finding.status === status).length }))
    .filter(({ count }) => count > 0);
  const changes = [
    ...[...fixed, ...prevented].map((description) => `- Fixed: ${escapeMarkdown(description)}`),
    ...notFixed.map((reason) => `- Not fixed: ${escapeMarkdown(reason)}`),
  ];
  return [
    `### ${marks[counts[0]?.status ?? "passed"]} Deployment check`,
    "",
    `${escapeMarkdown(result)} (${counts.map(({ status, count }) => `${count} ${titles[status].toLowerCase()}`).join(", ")})`,
    "",
    ...changes,
    ...(changes.length > 0 ? [""] : []),
    ...tableMarkdown(
      ["", "Check", "Result", "What to do"],
      order.flatMap((status) => findings.filter((finding) => finding.status === status)).map(toRow),
    ),
    "",
  ];
}

const toRow = ({ title, status, detail, remedy, documentation }: Finding) => [
  `${marks[status]} ${titles[status]}`,
  escapeMarkdown(title),
  escapeMarkdown(detail),
  remedy === undefined ? "" : `${escapeMarkdown(remedy)}<br>${linkMarkdown("Documentation", documentation)}`,
];
