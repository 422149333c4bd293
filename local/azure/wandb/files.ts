/** Files of a run: uploaded to addresses that carry their own permission, as a cloud's signed addresses do. */
import { createHmac } from "node:crypto";
import { AzureError } from "../error";
import type { OpenCall as Call, Platform, Reply } from "../service";
import { findRunById } from "./runs";
import type { Run } from "./runs";

interface RunFile {
  runId: string;
  name: string;
  bytes: number;
  updatedAt: string;
}

const files = (platform: Platform) => platform.store.collection<RunFile>("wandbFiles");
const blobName = (runId: string, name: string) => `wandb/${runId}/${name}`;

const signature = (platform: Platform, path: string) =>
  createHmac("sha256", platform.directory.identityHeader).update(path).digest("base64url");

/** The address that a file is sent to and read from; whoever has it needs no key. */
export function fileUrl(platform: Platform, run: Run, name: string): string {
  const path = `/storage/${encodeURIComponent(run.id)}/${encodeURIComponent(name)}`;
  return `https://api.wandb.ai${path}?signature=${signature(platform, `${run.id}/${name}`)}`;
}

export function filesOf(platform: Platform, run: Run, names?: readonly string[]): Record<string, unknown>[] {
  return [...files(platform).values()]
    .filter(({ runId, name }) => runId === run.id && (names === undefined || names.includes(name)))
    .map(({ name, bytes, updatedAt }) => ({
      id: Buffer.from(`${run.id}/${name}`).toString("base64"),
      name,
      url: fileUrl(platform, run, name),
      directUrl: fileUrl(platform, run, name),
      sizeBytes: bytes,
      mimetype: "application/octet-stream",
      md5: null,
      updatedAt,
    }));
}

function requireRun({ platform, params, url }: Call): Run {
  const run = findRunById(platform, params.runId!);
  const signed = signature(platform, `${params.runId}/${params.name}`);
  if (!run || url.searchParams.get("signature") !== signed) {
    throw new AzureError(403, "SignatureDoesNotMatch", "The signature of the address is wrong.");
  }
  return run;
}

export async function putFile(call: Call<Buffer>): Promise<Reply> {
  const { platform, params, body } = call;
  const run = requireRun(call as Call);
  await platform.blobs.put(blobName(run.id, params.name!), body);
  files(platform).put(`${run.id}/${params.name}`, {
    runId: run.id,
    name: params.name!,
    bytes: body.length,
    updatedAt: new Date(platform.clock.now()).toISOString(),
  });
  return { status: 200 };
}

export async function getFile(call: Call): Promise<Reply> {
  const run = requireRun(call);
  const content = await call.platform.blobs.get(blobName(run.id, call.params.name!));
  if (!content) {
    throw new AzureError(404, "NOT_FOUND", "file not found");
  }
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: content };
}
