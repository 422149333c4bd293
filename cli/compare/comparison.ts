/** Compares jobs: one row for each fact, with the value of each job. */
import { settingsOf, resultsOf } from "../jobDetails/facts";
import type { Fact } from "../jobDetails/facts";
import { labelsOf } from "../jobDetails/labels";
import type { JobDetails } from "../jobDetails/read";

export interface ComparedFact {
  name: string;
  title: string;
  /** One for each job; undefined where a job has none. */
  values: readonly unknown[];
  /** One for each job; empty where a job has none. */
  texts: readonly string[];
  isDifferent: boolean;
}

export interface Comparison {
  labels: readonly string[];
  /** Empty for a single job. */
  differentSettings: readonly ComparedFact[];
  results: readonly ComparedFact[];
  /** Those that all jobs have with the same value. */
  sameSettings: readonly ComparedFact[];
}

export function compareJobs(jobs: readonly JobDetails[]): Comparison {
  const settings = compareFacts(jobs.map(settingsOf));
  return {
    labels: labelsOf(jobs),
    differentSettings: settings.filter(({ isDifferent }) => isDifferent),
    results: compareFacts(jobs.map(resultsOf)),
    sameSettings: settings.filter(({ isDifferent }) => !isDifferent),
  };
}

/** Aligns the facts of several jobs by name, in the order in which jobs have them. Those that no job has are left out. */
function compareFacts(facts: readonly (readonly Fact[])[]): ComparedFact[] {
  const titles = new Map(facts.flat().map(({ name, title }) => [name, title]));
  return [...titles]
    .map(([name, title]) => {
      const found = facts.map((ofJob) => ofJob.find((fact) => fact.name === name));
      const values = found.map((fact) => fact?.value);
      const isDifferent = new Set(values.map((value) => JSON.stringify(value))).size > 1;
      return { name, title, values, texts: found.map((fact) => fact?.text ?? ""), isDifferent };
    })
    .filter(({ values }) => values.some((value) => value !== undefined));
}

/** The sections of a comparison as they are shown, without empty ones. */
export const sectionsOf = ({
  labels,
  differentSettings,
  results,
  sameSettings,
}: Comparison): { title: string; facts: readonly ComparedFact[] }[] =>
  [
    { title: "Different settings", facts: differentSettings },
    { title: "Results", facts: results },
    { title: labels.length > 1 ? "Same settings" : "Settings", facts: sameSettings },
  ].filter(({ facts }) => facts.length > 0);
