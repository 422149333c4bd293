import { AzureError } from "../../error";
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import {
  findFile,
  listFiles,
  pollFile,
  readFile,
  receiveFile,
  removeFile,
  requireFileQuota,
  requireFileSize,
} from "../model/files";
import type { OpenAiFile } from "../model/files";
import { toResponseFile } from "../wire/files";
import type { FileUploadBody } from "../wire/files";
import { toResponseList } from "../wire/list";
import { isV1Path } from "../wire/v1Path";

const maxListedFiles = 10_000;

function requireFile({ platform, account, params }: AccountCall<"fileId">): OpenAiFile {
  const { fileId } = params;
  const file = findFile(platform, account, fileId);
  if (!file) {
    throw new AzureError(404, "notFound", `The specified file '${fileId.slice(0, 60)}' was not found.`);
  }
  return file;
}

export async function postFile(call: AccountCall<never, FileUploadBody>): Promise<Reply> {
  const { platform, account, body, url } = call;
  requireFileSize(platform, { purpose: body.purpose, bytes: body.file.size });
  requireFileQuota(platform, account, { purpose: body.purpose, bytes: body.file.size });
  const content = Buffer.from(await body.file.arrayBuffer());
  const { name: filename } = body.file;
  const file = await receiveFile(platform, account, { filename, purpose: body.purpose }, content);
  return { status: isV1Path(url) ? 200 : 201, body: toResponseFile(file) };
}

export async function getFile(call: AccountCall<"fileId">): Promise<Reply> {
  const file = await pollFile(call.platform, requireFile(call));
  return { status: 200, body: toResponseFile(file) };
}

export async function getFiles(call: AccountCall): Promise<Reply> {
  const purpose = call.url.searchParams.get("purpose");
  const polled = await Promise.all(
    listFiles(call.platform, call.account).map((file) => pollFile(call.platform, file)),
  );
  const newestFirst = polled.filter((file) => purpose === null || file.purpose === purpose).reverse();
  return { status: 200, body: toResponseList(call, newestFirst.map(toResponseFile), maxListedFiles) };
}

export async function getFileContent(call: AccountCall<"fileId">): Promise<Reply> {
  const content = await readFile(call.platform, requireFile(call));
  return { status: 200, headers: { "content-type": "application/octet-stream" }, body: content };
}

export async function deleteFile(call: AccountCall<"fileId">): Promise<Reply> {
  const file = requireFile(call);
  await removeFile(call.platform, file);
  return isV1Path(call.url)
    ? { status: 200, body: { id: file.id, object: "file", deleted: true } }
    : { status: 204 };
}
