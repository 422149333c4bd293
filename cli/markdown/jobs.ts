/** Jobs as GitHub-flavored Markdown, for the summary of a pipeline: one job, or a comparison of several. */
import { compareJobs, sectionsOf } from "../compare/comparison";
import type { ComparedFact } from "../compare/comparison";
import type { JobDetails } from "../jobDetails/read";
import { escapeMarkdown, linkMarkdown, tableMarkdown } from "./escape";

/** The status of a job as the first thing that a reader sees. Azure's statuses are not all documented. */
const marks: Readonly<Record<string, string>> = {
  succeeded: "✅",
  failed: "❌",
  cancelled: "⚪",
  canceled: "⚪",
};

/** Returns lines. */
export function toMarkdown(jobs: readonly JobDetails[]): string[] {
  const comparison = compareJobs(jobs);
  return [
    `### ${jobs.length === 1 ? "Fine-tuning job" : `${jobs.length} fine-tuning jobs`}`,
    "",
    ...jobs.map((details, index) => `- ${headline(details, comparison.labels[index] ?? "")}`),
    ...sectionsOf(comparison).flatMap(({ title, facts }) => [
      "",
      `#### ${title}`,
      "",
      ...tableMarkdown(["", ...comparison.labels.map(escapeMarkdown)], facts.map(toRow)),
    ]),
    ...jobs.flatMap(({ missing }, index) =>
      missing.flatMap((sentence) => [
        "",
        `> ${escapeMarkdown(`${comparison.labels[index] ?? ""}: ${sentence}`)}`,
      ]),
    ),
    "",
  ];
}

function headline({ job, runUrl }: JobDetails, label: string): string {
  const mark = marks[job.status] ?? "⏳";
  const run = runUrl ? `, ${linkMarkdown("run at W&B", runUrl)}` : "";
  return `${mark} **${escapeMarkdown(label)}**: ${escapeMarkdown(job.status)}${run}`;
}

const toRow = ({ title, texts }: ComparedFact) => [title, ...texts].map(escapeMarkdown);
