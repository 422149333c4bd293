import { z } from "zod";
import type { OpenAiFile } from "../model/files";

export const filePurpose = z.enum(["fine-tune", "assistants", "batch", "evals", "user_data"]);

export const fileUploadBody = z.looseObject({
  purpose: filePurpose,
  file: z.instanceof(File),
});
export type FileUploadBody = z.infer<typeof fileUploadBody>;

export const fileImportBody = z.looseObject({
  purpose: filePurpose,
  filename: z.string().min(1),
  content_url: z.url(),
});
export type FileImportBody = z.infer<typeof fileImportBody>;

export function toResponseFile(file: OpenAiFile): Record<string, unknown> {
  const { id, bytes, createdAt, filename, purpose, status, error } = file;
  return {
    id,
    object: "file",
    bytes,
    created_at: createdAt,
    filename,
    purpose,
    status,
    ...(error ? { status_details: error, error: { code: "jsonlValidationFailed", message: error } } : {}),
  };
}
