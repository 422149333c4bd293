/** The routes of Azure OpenAI's data plane. */
import type { Route } from "../service";
import { accountRoute } from "./accountRoute";
import { postChat, postDeploymentChat } from "./handlers/chatCompletions";
import { getCopies, postCopy } from "./handlers/checkpointCopies";
import { getCheckpoints } from "./handlers/checkpoints";
import { postJob } from "./handlers/createJob";
import { getEvents } from "./handlers/events";
import { deleteFile, getFile, getFileContent, getFiles, postFile } from "./handlers/files";
import { postImport } from "./handlers/importFile";
import { changeJobStatus, deleteJob, getJob, getJobs } from "./handlers/jobs";
import { getModels } from "./handlers/models";
import { cancelUpload, completeUpload, postPart, postUpload } from "./handlers/uploads";
import { getWandbIntegration, putWandbIntegration } from "./handlers/wandbIntegration";
import { chatBody } from "./wire/chatCompletions";
import { copyBody } from "./wire/checkpointCopies";
import { fileImportBody, fileUploadBody } from "./wire/files";
import { jobBody } from "./wire/jobs";
import { listQuery } from "./wire/list";
import { completeUploadBody, uploadBody, uploadPartBody } from "./wire/uploads";
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

/** The first version with uploads in parts (Azure's REST reference). */
const firstUploadsVersion = "2024-08-01-preview";
const versionsSince = (versions: readonly string[], first: string) =>
  versions.filter((version) => version >= first);

/** The routes below one of the two base paths, which have the same operations. */
const operations = (base: "/openai" | "/openai/v1", apiVersions: readonly string[]): Route[] => [
  accountRoute({
    method: "POST",
    path: `${base}/files`,
    apiVersions,
    body: fileUploadBody,
    bodyType: "multipart",
    dataAction: "files/write",
    handle: postFile,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/files/import`,
    apiVersions,
    body: fileImportBody,
    dataAction: "files/write",
    handle: postImport,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/files`,
    apiVersions,
    query: listQuery,
    dataAction: "files/read",
    handle: getFiles,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/files/{fileId}`,
    apiVersions,
    dataAction: "files/read",
    handle: getFile,
  }),
  accountRoute({
    method: "DELETE",
    path: `${base}/files/{fileId}`,
    apiVersions,
    dataAction: "files/delete",
    handle: deleteFile,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/files/{fileId}/content`,
    apiVersions,
    dataAction: "files/read",
    handle: getFileContent,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/uploads`,
    apiVersions: versionsSince(apiVersions, firstUploadsVersion),
    body: uploadBody,
    dataAction: "files/write",
    handle: postUpload,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/uploads/{uploadId}/parts`,
    apiVersions: versionsSince(apiVersions, firstUploadsVersion),
    body: uploadPartBody,
    bodyType: "multipart",
    dataAction: "files/write",
    handle: postPart,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/uploads/{uploadId}/complete`,
    apiVersions: versionsSince(apiVersions, firstUploadsVersion),
    body: completeUploadBody,
    dataAction: "files/write",
    handle: completeUpload,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/uploads/{uploadId}/cancel`,
    apiVersions: versionsSince(apiVersions, firstUploadsVersion),
    dataAction: "files/write",
    handle: cancelUpload,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/fine_tuning/jobs`,
    apiVersions,
    body: jobBody,
    dataAction: "fine-tunes/write",
    handle: postJob,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/fine_tuning/jobs`,
    apiVersions,
    query: listQuery,
    dataAction: "fine-tunes/read",
    handle: getJobs,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/fine_tuning/jobs/{jobId}`,
    apiVersions,
    dataAction: "fine-tunes/read",
    handle: getJob,
  }),
  accountRoute({
    method: "DELETE",
    path: `${base}/fine_tuning/jobs/{jobId}`,
    apiVersions,
    dataAction: "fine-tunes/delete",
    handle: deleteJob,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/fine_tuning/jobs/{jobId}/events`,
    apiVersions,
    query: listQuery,
    dataAction: "fine-tunes/read",
    handle: getEvents,
  }),
  accountRoute({
    method: "GET",
    path: `${base}/fine_tuning/jobs/{jobId}/checkpoints`,
    apiVersions,
    query: listQuery,
    dataAction: "fine-tunes/read",
    handle: getCheckpoints,
  }),
  accountRoute({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/cancel`,
    apiVersions,
    dataAction: "fine-tunes/write",
    handle: changeJobStatus("cancel"),
  }),
  accountRoute({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/pause`,
    apiVersions,
    dataAction: "fine-tunes/write",
    handle: changeJobStatus("pause"),
  }),
  accountRoute({
    method: "POST",
    path: `${base}/fine_tuning/jobs/{jobId}/resume`,
    apiVersions,
    dataAction: "fine-tunes/write",
    handle: changeJobStatus("resume"),
  }),
  accountRoute({
    method: "GET",
    path: `${base}/models`,
    apiVersions,
    query: listQuery,
    dataAction: "models/read",
    handle: getModels,
  }),
];

const inferenceRoutes = [
  accountRoute({
    method: "POST",
    path: "/openai/deployments/{deploymentName}/chat/completions",
    apiVersions: datedVersions,
    body: chatBody,
    dataAction: "deployments/chat/completions/action",
    handle: postDeploymentChat,
  }),
  accountRoute({
    method: "POST",
    path: "/openai/v1/chat/completions",
    apiVersions: [],
    body: chatBody,
    dataAction: "deployments/chat/completions/action",
    handle: postChat,
  }),
];

const copyPath = "/openai/v1/fine_tuning/jobs/{jobId}/checkpoints/{checkpointId}/copy";

const copyRoutes = [
  accountRoute({
    method: "POST",
    path: copyPath,
    apiVersions: [],
    body: copyBody,
    dataAction: "fine-tunes/write",
    handle: postCopy,
  }),
  accountRoute({
    method: "GET",
    path: copyPath,
    apiVersions: [],
    dataAction: "fine-tunes/read",
    handle: getCopies,
  }),
];

/** ASSUMED: see `handlers/wandbIntegration.ts`. */
const wandbIntegrationPath = "/openai/assumed/integrations/wandb";

export const openAiRoutes: readonly Route[] = [
  ...operations("/openai", datedVersions),
  ...operations("/openai/v1", []),
  ...inferenceRoutes,
  ...copyRoutes,
  accountRoute({
    method: "GET",
    path: wandbIntegrationPath,
    apiVersions: [],
    dataAction: "fine-tunes/read",
    handle: getWandbIntegration,
  }),
  accountRoute({
    method: "PUT",
    path: wandbIntegrationPath,
    apiVersions: [],
    body: wandbIntegrationBody,
    dataAction: "fine-tunes/write",
    handle: putWandbIntegration,
  }),
];
