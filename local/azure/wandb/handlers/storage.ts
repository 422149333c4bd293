/** Uploads and downloads of run files by signed URLs. */
import { AzureError } from "../../error";
import type { OpenCall, Reply } from "../../service";
import { isSignatureValid, readRunFile, writeRunFile } from "../model/runFiles";
import { findRunById } from "../model/runs";
import type { Run } from "../model/runs";

type StorageCall<Body = unknown> = OpenCall<Body, "runId" | "name">;

function requireSignedRun({ platform, params, url }: StorageCall): Run {
  const { runId, name } = params;
  const run = findRunById(platform, runId);
  if (!run || !isSignatureValid(platform, runId, name, url.searchParams.get("signature"))) {
    throw new AzureError(403, "SignatureDoesNotMatch", "The signature of the URL is wrong.");
  }
  return run;
}

export async function putRunFile(call: StorageCall<Buffer>): Promise<Reply> {
  await writeRunFile(call.platform, requireSignedRun(call), call.params.name, call.body);
  return { status: 200 };
}

export async function getRunFile(call: StorageCall): Promise<Reply> {
  const content = await readRunFile(call.platform, requireSignedRun(call), call.params.name);
  if (!content) {
    throw new AzureError(404, "NOT_FOUND", "file not found");
  }
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: content };
}
