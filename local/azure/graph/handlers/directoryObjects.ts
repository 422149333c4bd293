/** Directory objects of any type. */
import type { Call, Reply } from "../../service";
import { listDirectoryObjects } from "../model/directoryObjects";
import type { Entity } from "../model/directoryObjects";
import { toResponseEntity } from "../wire/entity";
import type { GetByIdsBody } from "../wire/getByIds";
import { entityNotFound } from "./collections";
import type { EntityCall } from "./collections";

export function postGetByIds({ platform, body }: Call<GetByIdsBody>): Reply {
  const ids = body.ids.map((id) => id.toLowerCase());
  const types = (body.types ?? []).map((type) => `#microsoft.graph.${type}`.toLowerCase());
  const isRequested = ({ id, "@odata.type": type }: Entity) =>
    ids.includes(id) &&
    (types.length === 0 ||
      types.includes("#microsoft.graph.directoryobject") ||
      types.includes(String(type).toLowerCase()));
  return {
    status: 200,
    body: {
      "@odata.context": "https://graph.microsoft.com/v1.0/$metadata#directoryObjects",
      value: listDirectoryObjects(platform).filter(isRequested),
    },
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
