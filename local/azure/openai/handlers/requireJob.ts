import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import type { AccountCall } from "../accountRoute";
import { findJob } from "../model/jobs";
import type { Job } from "../model/jobs";
import { advancePauses } from "../training/jobPause";
import { advanceJobs } from "../training/jobQueue";

export type JobCall = AccountCall<"jobId">;

/** The job of a request. A read advances the account's jobs first, as time does on Azure. @throws AzureError 404 */
export async function requireJob(call: JobCall): Promise<Job> {
  const { platform, account, params } = call;
  const job = requireJobOf(platform, account, params.jobId);
  if (call.method !== "GET") {
    return job;
  }
  advancePauses(platform, account.id);
  await advanceJobs(platform, account);
  return requireJobOf(platform, account, params.jobId);
}

function requireJobOf(platform: Platform, account: ArmResource, id: string): Job {
  const job = findJob(platform, id);
  if (job?.accountId !== account.id) {
    throw new AzureError(404, "notFound", `The specified job '${id.slice(0, 60)}' was not found.`);
  }
  return job;
}
