import { z } from "zod";
import type { OpenAiFile } from "../model/files";
import type { Upload, UploadPart } from "../model/uploads";
import { filePurpose, toResponseFile } from "./files";

export const uploadBody = z.looseObject({
  bytes: z.int().positive(),
  filename: z.string().min(1),
  mime_type: z.string().min(1),
  purpose: filePurpose,
});
export type UploadBody = z.infer<typeof uploadBody>;

export const uploadPartBody = z.looseObject({ data: z.instanceof(File) });
export type UploadPartBody = z.infer<typeof uploadPartBody>;

export const completeUploadBody = z.looseObject({
  part_ids: z.array(z.string()),
  /** In hexadecimal digits, as OpenAI's clients send it. */
  md5: z.string().nullish(),
});
export type CompleteUploadBody = z.infer<typeof completeUploadBody>;

/** @param file The file that a completed upload has become. */
export function toResponseUpload(upload: Upload, file?: OpenAiFile): Record<string, unknown> {
  const { id, createdAt, filename, bytes, purpose, status, expiresAt } = upload;
  return {
    id,
    object: "upload",
    created_at: createdAt,
    filename,
    bytes,
    purpose,
    status,
    expires_at: expiresAt,
    file: file ? toResponseFile(file) : null,
  };
}

/** With Azure's name of the block besides OpenAI's fields (Azure's REST reference, "Upload File - Part"). */
export const toResponsePart = ({
  id,
  uploadId,
  createdAt,
  blockId,
}: UploadPart): Record<string, unknown> => ({
  id,
  object: "upload.part",
  created_at: createdAt,
  upload_id: uploadId,
  azure_block_id: blockId,
});
