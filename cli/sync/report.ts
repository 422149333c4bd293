/** What `sync` prints after each round. */
import { counted } from "../errors";
import { isFinished } from "../openai/jobs";
import { printNotice } from "../output";
import type { Output } from "../output";
import { runUrl } from "../wandb/runs";
import type { Logged } from "./logProgress";
import { failureOf } from "./runSettings";

/** Returns a function that reports a round. A round that changes nothing repeats no line: a job can be queued for hours. */
export function createReport(output: Output): (logged: Logged) => void {
  const printed = new Set<string>();
  const printOnce = (line: string, print: (line: string) => void) => {
    if (!printed.has(line)) {
      printed.add(line);
      print(line);
    }
  };
  return (logged) => {
    const { job, run, newRows, totalRows, missing } = logged;
    const { id, status } = job;
    const { error } = failureOf(job);
    const url = runUrl(run.entity, run.project, id);
    const failure = error ? { error } : {};
    output.emit("synced", { job: id, status, rows: newRows, total: totalRows, run: url, ...failure });
    missing.forEach((sentence) => printOnce(`! ${sentence}`, printNotice));
    if (error) {
      const reason = [error.code, error.message].filter(Boolean).join(": ");
      printOnce(`! ${id} failed: ${reason}`, output.print);
    }
    if (newRows > 0) {
      output.print(logLine(logged, url));
    } else {
      printOnce(totalRows === 0 ? emptyLine(logged, url) : logLine(logged, url), output.print);
    }
  };
}

const logLine = ({ job: { id, status }, newRows }: Logged, url: string): string =>
  `✔ Logged ${counted(newRows, "new row")} of ${id} (${status}) to ${url}`;

const emptyLine = ({ job }: Logged, url: string): string =>
  `! ${job.id} (${job.status}) has no metrics${isFinished(job) ? "" : " yet"}. ${url} has its settings and its status only.`;
