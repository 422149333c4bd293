/** The routes of Azure OpenAI's data plane. */
import { routeBuilder } from "../service";
import type { Caller, Route } from "../service";
import { getCheckpoints } from "./handlers/checkpoints";
import { postJob } from "./handlers/createJob";
import { getEvents } from "./handlers/events";
import { deleteFile, getFile, getFileContent, getFiles, postFile } from "./handlers/files";
import { changeJobStatus, deleteJob, getJob, getJobs } from "./handlers/jobs";
import { getModels } from "./handlers/models";
import { getWandbIntegration, putWandbIntegration } from "./handlers/wandbIntegration";
import { fileUploadBody } from "./wire/files";
import { jobBody } from "./wire/jobs";
import { listQuery } from "./wire/list";
import { wandbIntegrationBody } from "./wire/wandbIntegration";

const datedVersions = [
  "2024-06-01",
  "2024-08-01-preview",
  "2024-10-01-preview",
  "2024-10-21",
  "2025-01-01-preview",
  "2025-02-01-preview",
  "2025-03-01-preview",
  "2025-04-01-preview",
];

const route = routeBuilder<"subdomain", Caller>();

/** The routes below one of the two base paths, which have the same operations. */
const operations = (base: "/openai" | "/openai/v1", apiVersions: readonly string[]): Route[] => [
  route({
    method: "POST",
    path: `${base}/files`,
    apiVersions,
    body: fileUploadBody,
    bodyType: "multipart",
    handle: postFile,
  }),
  route({ method: "GET", path: `${base}/files`, apiVersions, query: listQuery, handle: getFiles }),
  route({ method: "GET", path: `${base}/files/{fileId}`, apiVersions, handle: getFile }),
  route({ method: "DELETE", path: `${base}/files/{fileId}`, apiVersions, handle: deleteFile }),
  route({ method: "GET", path: `${base}/files/{fileId}/content`, apiVersions, handle: getFileContent }),
  route({ method: "POST", path: `${base}/fine_tuning/jobs`, apiVersions, body: jobBody, handle: postJob }),
  route({ method: "GET", path: `${base}/fine_tuning/jobs`, apiVersions, query: listQuery, handle: getJobs }),
  route({ method: "GET", path: `${base}/fine_tuning/jobs/{jobId}`, apiVersions, handle: getJob }),
  route({ method: "DELETE", path: `${base}/fine_tuning/jobs/{jobId}`, apiVersions, handle: deleteJob }),
  route({
    method: "GET",
    path: `${base}/fine_tuning/jobs/{jobId}/events`,
    apiVersions,
    query: listQuery,
    handle: getEvents,
  }),
  route({
    method: "GET",
    path: `${base}/fine_tuning/jobs/{jobId}/checkpoints`,
    apiVersions,
    query: listQuery,
    handle: getCheckpoints,
  }),
  route({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/cancel`,
    apiVersions,
    handle: changeJobStatus("cancel"),
  }),
  route({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/pause`,
    apiVersions,
    handle: changeJobStatus("pause"),
  }),
  route({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/resume`,
    apiVersions,
    handle: changeJobStatus("resume"),
  }),
  route({ method: "GET", path: `${base}/models`, apiVersions, query: listQuery, handle: getModels }),
];

/** ASSUMED: see `handlers/wandbIntegration.ts`. */
const wandbIntegrationPath = "/openai/assumed/integrations/wandb";

export const openAiRoutes: readonly Route[] = [
  ...operations("/openai", datedVersions),
  ...operations("/openai/v1", []),
  route({ method: "GET", path: wandbIntegrationPath, apiVersions: [], handle: getWandbIntegration }),
  route({
    method: "PUT",
    path: wandbIntegrationPath,
    apiVersions: [],
    body: wandbIntegrationBody,
    handle: putWandbIntegration,
  }),
];
