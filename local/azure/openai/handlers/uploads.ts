/** Uploads in parts (`POST /uploads`, `/parts`, `/complete`, `/cancel`). */
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { receiveFile, requireFileQuota, requireFileSize } from "../model/files";
import { addPart, beginUpload, endUpload, joinParts, requirePendingUpload } from "../model/uploads";
import { toResponsePart, toResponseUpload } from "../wire/uploads";
import type { CompleteUploadBody, UploadBody, UploadPartBody } from "../wire/uploads";

type UploadCall<Body = undefined> = AccountCall<"uploadId", Body>;

/** Whether Azure refuses a file that is too large before it has its parts, or when they are complete, is not known: ASSUMED before. */
export function postUpload({ platform, account, body, url }: AccountCall<never, UploadBody>): Reply {
  const { bytes, filename, purpose } = body;
  requireFileSize(platform, { purpose, bytes });
  requireFileQuota(platform, account, { purpose, bytes });
  const upload = beginUpload(platform, account, { bytes, filename, purpose });
  return {
    status: 200,
    headers: { location: `${url.origin}${url.pathname}/runs/${upload.id}${url.search}` },
    body: toResponseUpload(upload),
  };
}

const requireUpload = ({ platform, account, params }: UploadCall<unknown>) =>
  requirePendingUpload(platform, account, params.uploadId);

export async function postPart(call: UploadCall<UploadPartBody>): Promise<Reply> {
  const upload = requireUpload(call);
  const part = await addPart(call.platform, upload, Buffer.from(await call.body.data.arrayBuffer()));
  return { status: 200, body: toResponsePart(part) };
}

export async function completeUpload(call: UploadCall<CompleteUploadBody>): Promise<Reply> {
  const { platform, account, body } = call;
  const upload = requireUpload(call);
  const { filename, purpose } = upload;
  const content = await joinParts(platform, upload, { partIds: body.part_ids, md5: body.md5 });
  requireFileQuota(platform, account, { purpose, bytes: content.length });
  const file = await receiveFile(platform, account, { filename, purpose }, content);
  const completed = await endUpload(platform, upload, "completed");
  return { status: 200, body: toResponseUpload(completed, file) };
}

export async function cancelUpload(call: UploadCall): Promise<Reply> {
  const cancelled = await endUpload(call.platform, requireUpload(call), "cancelled");
  return { status: 200, body: toResponseUpload(cancelled) };
}
