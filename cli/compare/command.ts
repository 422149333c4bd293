/** `finetune compare JOB…`: what several jobs were requested with, and what became of them. */
import type { EndpointOptions } from "../deployment/target";
import { readAllDetails } from "../jobDetails/read";
import { toMarkdown } from "../markdown/jobs";
import { openAiClient } from "../openai/client";
import { createOutput, printJson, printLines } from "../output";
import { compareJobs } from "./comparison";
import type { ComparedFact } from "./comparison";
import { drawComparison } from "./terminalTable";

export interface CompareOptions extends EndpointOptions {
  json?: boolean;
  markdown?: boolean;
}

/** @throws UserError */
export async function compare(ids: readonly string[], options: CompareOptions): Promise<void> {
  const jobs = await readAllDetails(ids, await openAiClient(options), options);
  const comparison = compareJobs(jobs);
  if (options.json) {
    printJson({
      jobs: jobs.map(({ job, runUrl: run, missing }) => ({ id: job.id, run: run ?? null, missing })),
      differentSettings: toObject(comparison.differentSettings),
      results: toObject(comparison.results),
      sameSettings: toObject(comparison.sameSettings),
    });
    return;
  }
  if (options.markdown) {
    printLines(toMarkdown(jobs));
    return;
  }
  const output = createOutput(options);
  output.print(...drawComparison(comparison, process.stdout.columns));
  jobs.forEach(({ job, missing }) =>
    missing.forEach((sentence) => output.print("", `! ${job.id}: ${sentence}`)),
  );
}

/** The values of each fact, in the order of the jobs; null where a job has none. */
const toObject = (facts: readonly ComparedFact[]) =>
  Object.fromEntries(facts.map(({ name, values }) => [name, values.map((value) => value ?? null)]));
