/** `POST /files/import`: a file that the service downloads itself (Azure's REST reference, 2024-10-21). */
import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { receiveFile, requireFileQuota, requireFileSize } from "../model/files";
import { toResponseFile } from "../wire/files";
import type { FileImportBody } from "../wire/files";

const timeoutMs = 60_000;
const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

interface Download {
  content: Buffer;
  /** Why there is no content. */
  importError?: string;
}

/** ASSUMED: that a file which cannot be downloaded is created and ends with the status "error", and the text of its error. */
const failed = (reason: string): Download => ({
  content: Buffer.alloc(0),
  importError: `The file could not be imported from the specified URL: ${reason}`,
});

export async function postImport({
  platform,
  account,
  body,
  url,
}: AccountCall<never, FileImportBody>): Promise<Reply> {
  const { purpose, filename } = body;
  requireFileQuota(platform, account, { purpose, bytes: 0 });
  const { content, importError } = await download(platform, body);
  const properties = { filename, purpose, ...(importError === undefined ? {} : { importError }) };
  const file = await receiveFile(platform, account, properties, content);
  // Azure has downloaded nothing yet when it answers.
  const { bytes: _, ...response } = toResponseFile(file);
  return {
    status: 201,
    headers: { location: `${url.origin}${url.pathname.replace(/\/import$/, `/${file.id}`)}` },
    body: response,
  };
}

async function download(
  platform: Platform,
  { content_url: url, purpose }: FileImportBody,
): Promise<Download> {
  const source = sourceOf(platform, new URL(url));
  if (!source) {
    return failed("the host cannot be reached.");
  }
  try {
    const response = await fetch(source, { redirect: "error", signal: AbortSignal.timeout(timeoutMs) });
    if (!response.ok) {
      return failed(`it returned ${response.status}.`);
    }
    const content = Buffer.from(await response.arrayBuffer());
    requireFileSize(platform, { purpose, bytes: content.length });
    return { content };
  } catch (error) {
    return failed(error instanceof AzureError ? error.message : "it cannot be downloaded.");
  }
}

/** Where a URL leads to on this machine. The local Azure reaches nothing else. */
function sourceOf({ settings }: Platform, url: URL): URL | undefined {
  const base = settings.current.importOrigins[url.origin] ?? url.origin;
  const source = new URL(`${base.replace(/\/$/, "")}${url.pathname}${url.search}`);
  return loopback.test(source.hostname) ? source : undefined;
}
