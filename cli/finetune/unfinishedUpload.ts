/** An upload in parts that has begun, on disk after each part, so that the next run of an interrupted command continues it. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import type { Upload } from "../openai/uploads";
import { stateDirectory } from "../stateDirectory";
import { forgetOldFiles, readStateFile, removeStateFile, writeStateFile } from "./stateFile";

/** Azure keeps an upload for two hours, OpenAI for one. */
const lifetimeMs = 86_400_000;
const extension = ".upload";
/** An upload that expires sooner is not continued. */
const minRestMs = 60_000;

/** A part that Azure has. */
export interface SentPart {
  id: string;
  /** SHA-256 of its content. */
  digest: string;
}

export interface StartedUpload extends Upload {
  /** Size of each part but the last. */
  partBytes: number;
  /** In their order, from the first one. */
  parts: SentPart[];
}

export interface UnfinishedUpload {
  /** Returns the upload that an earlier run has begun; undefined if there is none, or it has expired. */
  recall(): StartedUpload | undefined;
  remember(upload: StartedUpload): void;
  forget(): void;
}

/**
 * @param endpoint URL that the file is uploaded to.
 * @param digest SHA-256 of the whole file.
 */
export function unfinishedUpload(endpoint: string, digest: string): UnfinishedUpload {
  const key = createHash("sha256")
    .update(JSON.stringify([endpoint, digest]))
    .digest("hex");
  const file = path.join(stateDirectory(), `${key.slice(0, 32)}${extension}`);
  return {
    recall() {
      const upload = parse(readStateFile(file));
      return upload && upload.expires_at * 1000 - Date.now() > minRestMs ? upload : undefined;
    },
    remember: (upload) => writeStateFile(file, JSON.stringify(upload)),
    forget() {
      removeStateFile(file);
      forgetOldFiles(path.dirname(file), extension, lifetimeMs);
    },
  };
}

/** A file that is not what this version writes is no upload. */
function parse(text: string | undefined): StartedUpload | undefined {
  try {
    const { id, expires_at, partBytes, parts } = JSON.parse(text ?? "{}") as Partial<StartedUpload>;
    return id && expires_at && partBytes && parts ? { id, expires_at, partBytes, parts } : undefined;
  } catch {
    return undefined;
  }
}
