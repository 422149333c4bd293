import type { Reply } from "../../service";
import { listEvents } from "../model/events";
import { toResponseEvent } from "../wire/events";
import { toResponseList } from "../wire/list";
import { requireJob } from "./requireJob";
import type { JobCall } from "./requireJob";

export async function getEvents(call: JobCall): Promise<Reply> {
  const { id } = await requireJob(call);
  const newestFirst = listEvents(call.platform, id).reverse();
  return { status: 200, body: toResponseList(call, newestFirst.map(toResponseEvent)) };
}
