import type { OpenCall, Reply } from "../../service";

export function listRequests({ platform }: OpenCall): Reply {
  return { status: 200, body: { requests: platform.requests.list() } };
}

export function clearRequests({ platform }: OpenCall): Reply {
  platform.requests.clear();
  return { status: 204 };
}
