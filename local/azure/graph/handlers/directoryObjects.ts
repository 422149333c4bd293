/** Directory objects of any type. */
import type { Call, Reply } from "../../service";
import { listDirectoryObjects } from "../model/directoryObjects";
import { toResponseEntity } from "../wire/entity";
import type { GetByIdsBody } from "../wire/getByIds";
import { entityNotFound } from "./collections";
import type { EntityCall } from "./collections";

export function postGetByIds({ platform, body }: Call<GetByIdsBody>): Reply {
  const ids = body.ids.map((id) => id.toLowerCase());
  return {
    status: 200,
    body: { value: listDirectoryObjects(platform).filter(({ id }) => ids.includes(id)) },
  };
}

export function getDirectoryObject(call: EntityCall): Reply {
  const { id } = call.params;
  const entity = listDirectoryObjects(call.platform).find((known) => known.id === id.toLowerCase());
  if (!entity) {
    throw entityNotFound(id);
  }
  return { status: 200, body: toResponseEntity(call, entity, "directoryObjects") };
}
