import type { Reply } from "../../service";
import { listCheckpoints } from "../model/checkpoints";
import { toResponseCheckpoint } from "../wire/checkpoints";
import { toResponseList } from "../wire/list";
import { requireJob } from "./requireJob";
import type { JobCall } from "./requireJob";

const pageSize = 10;

export async function getCheckpoints(call: JobCall): Promise<Reply> {
  const { id } = await requireJob(call);
  const newestFirst = listCheckpoints(call.platform, id).reverse();
  return { status: 200, body: toResponseList(call, newestFirst.map(toResponseCheckpoint), pageSize) };
}
