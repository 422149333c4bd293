import type { OpenCall, Reply } from "../../service";
import type { FaultsBody } from "../wire/faults";

export function listFaults({ platform }: OpenCall): Reply {
  return { status: 200, body: { faults: platform.faults.list() } };
}

export function addFaults(call: OpenCall<FaultsBody>): Reply {
  call.body.forEach((fault) => call.platform.faults.add(fault));
  return listFaults(call);
}

export function clearFaults({ platform }: OpenCall): Reply {
  platform.faults.clear();
  return { status: 204 };
}
