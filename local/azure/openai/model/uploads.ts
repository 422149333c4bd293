/** Uploads in parts: what is stored of them, and the rules of the parts. */
import { createHash, randomBytes } from "node:crypto";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { epochSeconds } from "../epochSeconds";

/** The upload as it was begun, and what has become of it. */
export interface Upload {
  id: string;
  accountId: string;
  filename: string;
  purpose: string;
  /** As announced. */
  bytes: number;
  /** Seconds since the epoch, as is `expiresAt`. */
  createdAt: number;
  expiresAt: number;
  status: "pending" | "completed" | "cancelled" | "expired";
  parts: UploadPart[];
}

export interface UploadPart {
  id: string;
  uploadId: string;
  createdAt: number;
  blockId: string;
  bytes: number;
}

/** Azure's REST reference (2024-10-21): 9 GB, two hours. */
const maxUploadBytes = 9 * 1024 ** 3;
const lifetimeSeconds = 2 * 60 * 60;
/** OpenAI's limit of a part; Azure's is not published. */
const maxPartBytes = 64 * 1024 ** 2;

const uploads = (platform: Platform) => platform.store.collection<Upload>("openaiUploads");
const uploadKey = ({ accountId, id }: Pick<Upload, "accountId" | "id">) => `${accountId}/${id}`;
const partName = ({ accountId }: Upload, partId: string) => `openai/${accountId}/parts/${partId}`;

const invalid = (message: string) => new AzureError(400, "invalidPayload", message);

/** @throws AzureError 400 where the upload is too large. */
export function beginUpload(
  platform: Platform,
  { id: accountId }: ArmResource,
  properties: Pick<Upload, "filename" | "purpose" | "bytes">,
): Upload {
  if (properties.bytes > maxUploadBytes) {
    throw invalid(`The upload has ${properties.bytes} bytes: at most ${maxUploadBytes} bytes are allowed.`);
  }
  const createdAt = epochSeconds(platform);
  const upload: Upload = {
    id: `${properties.purpose}-${randomBytes(16).toString("hex")}`,
    accountId,
    ...properties,
    createdAt,
    expiresAt: createdAt + lifetimeSeconds,
    status: "pending",
    parts: [],
  };
  uploads(platform).put(uploadKey(upload), upload);
  return upload;
}

/** An upload that accepts parts. @throws AzureError 404 where it does not exist, 400 where it has ended. */
export function requirePendingUpload(platform: Platform, { id: accountId }: ArmResource, id: string): Upload {
  const upload = uploads(platform).get(uploadKey({ accountId, id }));
  if (!upload) {
    throw new AzureError(404, "notFound", `The specified upload '${id.slice(0, 60)}' was not found.`);
  }
  const isExpired = upload.status === "pending" && upload.expiresAt <= epochSeconds(platform);
  const status = isExpired ? "expired" : upload.status;
  if (status !== "pending") {
    throw new AzureError(400, "unexpectedEntityState", `The upload '${id}' is ${status}.`);
  }
  return upload;
}

/** @throws AzureError 400 where the part is too large, or exceeds the announced size. */
export async function addPart(platform: Platform, upload: Upload, content: Buffer): Promise<UploadPart> {
  if (content.length === 0 || content.length > maxPartBytes) {
    throw invalid(`The part has ${content.length} bytes: 1 to ${maxPartBytes} bytes are allowed.`);
  }
  const part: UploadPart = {
    id: `uplprt-${randomBytes(16).toString("hex")}`,
    uploadId: upload.id,
    createdAt: epochSeconds(platform),
    blockId: randomBytes(16).toString("base64"),
    bytes: content.length,
  };
  await platform.blobs.put(partName(upload, part.id), content);
  // Another part may have been added while this one was written.
  const current = uploads(platform).get(uploadKey(upload)) ?? upload;
  uploads(platform).put(uploadKey(upload), { ...current, parts: [...current.parts, part] });
  return part;
}

/** The content of parts, in the order of their ids. @throws AzureError 400 where they are not what was announced. */
export async function joinParts(
  platform: Platform,
  upload: Upload,
  { partIds, md5 }: { partIds: readonly string[]; md5?: string | null },
): Promise<Buffer> {
  const parts = partIds.map((id) => upload.parts.find((part) => part.id === id));
  const unknown = partIds.find((_id, index) => parts[index] === undefined);
  if (unknown !== undefined || new Set(partIds).size !== partIds.length) {
    throw invalid(`The upload has no part '${(unknown ?? "").slice(0, 60)}', or a part is listed twice.`);
  }
  const bytes = parts.reduce((sum, part) => sum + (part?.bytes ?? 0), 0);
  if (bytes !== upload.bytes) {
    throw invalid(`The parts have ${bytes} bytes, and the upload was created with ${upload.bytes}.`);
  }
  const content = Buffer.allocUnsafe(bytes);
  const hash = createHash("md5");
  let position = 0;
  for (const id of partIds) {
    const part = (await platform.blobs.get(partName(upload, id))) ?? Buffer.alloc(0);
    hash.update(part);
    position += part.copy(content, position);
  }
  const digest = hash.digest("hex");
  if (md5 && md5.toLowerCase() !== digest) {
    throw invalid(`The MD5 checksum of the parts is ${digest}, and not ${md5.slice(0, 40)}.`);
  }
  return content;
}

/** Ends an upload, and removes its parts. */
export async function endUpload(
  platform: Platform,
  upload: Upload,
  status: "completed" | "cancelled",
): Promise<Upload> {
  const ended: Upload = { ...upload, status, parts: [] };
  uploads(platform).put(uploadKey(upload), ended);
  await platform.store.flush();
  for (const { id } of upload.parts) {
    await platform.blobs.delete(partName(upload, id));
  }
  return ended;
}
