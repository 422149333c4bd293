import type { JobDetails } from "./read";

/** Characters of a job's ID in a label. */
const shortLength = "ftjob-".length + 8;

/** Returns short names of jobs, which tell them apart: the suffix and the beginning of the ID. */
export function labelsOf(jobs: readonly JobDetails[]): string[] {
  const short = jobs.map(({ job }) => job.id.slice(0, shortLength));
  const areUnique = new Set(short).size === jobs.length;
  return jobs.map(({ job, requested }, index) => {
    const id = (areUnique ? short[index] : undefined) ?? job.id;
    const suffix = job.suffix ?? requested?.suffix;
    return suffix ? `${suffix} (${id})` : id;
  });
}
