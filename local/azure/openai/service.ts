/** The data plane of Azure OpenAI: files and fine-tuning, on the paths with an api-version and on `/openai/v1`. */
import { findAccountBySubdomain } from "../arm/cognitiveservices/model/accounts";
import type { Route, Service } from "../service";
import { authenticate } from "./access";
import { deleteFile, getContent, getFile, listFiles, uploadBody, uploadFile } from "./files";
import {
  changeState,
  createJob,
  deleteJob,
  getJob,
  jobBody,
  listCheckpoints,
  listEvents,
  listJobs,
} from "./jobs";
import { getLink, linkBody, linkPath, putLink } from "./link";
import { listQuery } from "./list";
import { listAccountModels } from "./models";

const apiVersions = [
  "2024-06-01",
  "2024-08-01-preview",
  "2024-10-01-preview",
  "2024-10-21",
  "2025-01-01-preview",
  "2025-02-01-preview",
  "2025-03-01-preview",
  "2025-04-01-preview",
];

/** Routes below `/openai` or `/openai/v1`. A row's body schema vouches for what its handler gets. */
const operations: readonly Omit<Route, "apiVersions">[] = [
  {
    method: "POST",
    path: "/files",
    body: uploadBody,
    bodyType: "multipart",
    handle: uploadFile as Route["handle"],
  },
  { method: "GET", path: "/files", query: listQuery, handle: listFiles },
  { method: "GET", path: "/files/{fileId}", handle: getFile },
  { method: "GET", path: "/files/{fileId}/content", handle: getContent },
  { method: "DELETE", path: "/files/{fileId}", handle: deleteFile },
  {
    method: "POST",
    path: "/fine_tuning/jobs",
    body: jobBody,
    handle: createJob as Route["handle"],
  },
  { method: "GET", path: "/fine_tuning/jobs", query: listQuery, handle: listJobs },
  { method: "GET", path: "/fine_tuning/jobs/{jobId}", handle: getJob },
  { method: "DELETE", path: "/fine_tuning/jobs/{jobId}", handle: deleteJob },
  { method: "GET", path: "/fine_tuning/jobs/{jobId}/events", query: listQuery, handle: listEvents },
  { method: "GET", path: "/fine_tuning/jobs/{jobId}/checkpoints", query: listQuery, handle: listCheckpoints },
  { method: "POST", path: "/fine_tuning/jobs/{jobId}/cancel", handle: changeState("cancel") },
  { method: "POST", path: "/fine_tuning/jobs/{jobId}/pause", handle: changeState("pause") },
  { method: "POST", path: "/fine_tuning/jobs/{jobId}/resume", handle: changeState("resume") },
  { method: "GET", path: "/models", query: listQuery, handle: listAccountModels },
];

export const openAiService: Service = {
  name: "openai",
  host(host, platform) {
    const [, subdomain] = /^([a-z0-9-]+)\.openai\.azure\.com$/.exec(host) ?? [];
    // The name of an account that does not exist does not resolve.
    return subdomain !== undefined && findAccountBySubdomain(platform, subdomain) ? { subdomain } : undefined;
  },
  authenticate,
  // A training file of 512 MB, and what the form adds to it.
  maxBodySize: 513 * 1024 * 1024,
  errorBody: ({ code, message, more }) => ({
    error: { code: codes[code] ?? code, message, ...(more.target ? { target: more.target } : {}) },
  }),
  routes: [
    ...operations.map((route) => ({ ...route, path: `/openai${route.path}`, apiVersions })),
    ...operations.map((route) => ({ ...route, path: `/openai/v1${route.path}`, apiVersions: [] })),
    { method: "GET", path: linkPath, apiVersions: [], handle: getLink },
    { method: "PUT", path: linkPath, apiVersions: [], body: linkBody, handle: putLink as Route["handle"] },
  ],
};

/** The dispatcher's codes in the words of this service. */
const codes: Record<string, string> = {
  InvalidRequestContent: "invalidPayload",
  MissingApiVersionParameter: "404",
  AuthenticationFailed: "401",
  InvalidAuthenticationToken: "401",
  InvalidAuthenticationTokenAudience: "401",
  ExpiredAuthenticationToken: "401",
};
