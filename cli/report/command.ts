/** `finetune report JOB…`: one page with everything about jobs, which needs no network. */
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { findAccountPage } from "../deployment/accountPage";
import type { EndpointOptions } from "../deployment/target";
import { counted } from "../errors";
import { readAllDetails } from "../jobDetails/read";
import type { JobDetails } from "../jobDetails/read";
import { writeNewFile } from "../newFile";
import { openAiClient } from "../openai/client";
import { openPage } from "../openPage";
import { createOutput } from "../output";
import { renderReport } from "./page";

export interface ReportOptions extends EndpointOptions {
  /** Path of the page. */
  output: string;
  /** Replaces an existing file. */
  force?: boolean;
  /** Opens the page in the browser. */
  open?: boolean;
  json?: boolean;
}

/** Returns the page of jobs, and what is in it. @throws UserError */
export async function renderPage(
  ids: readonly string[],
  options: EndpointOptions,
): Promise<{ text: string; jobs: JobDetails[] }> {
  const openai = await openAiClient(options);
  const jobs = await readAllDetails(ids, openai, options);
  const text = renderReport({
    jobs,
    endpoint: openai.endpoint,
    accountPage: await findAccountPage(options),
    now: new Date(),
  });
  return { text, jobs };
}

/** @throws UserError */
export async function report(ids: readonly string[], options: ReportOptions): Promise<void> {
  const { text, jobs } = await renderPage(ids, options);
  const { output: file, force = false } = options;
  writeNewFile(file, text, force);
  const output = createOutput(options);
  output.emit("report", { path: file, jobs: jobs.map(({ job }) => job.id), bytes: Buffer.byteLength(text) });
  output.print(`✔ Wrote ${file}: ${counted(jobs.length, "job")}`);
  jobs.forEach(({ job, missing }) => missing.forEach((sentence) => output.print(`! ${job.id}: ${sentence}`)));
  if (options.open) {
    await openPage(pathToFileURL(path.resolve(file)).href);
  }
}
