import type { Reply } from "../../service";
import { listMembers } from "../model/directoryObjects";
import { toResponseEntity } from "../wire/entity";
import { requireEntity } from "./collections";
import type { EntityCall } from "./collections";

const members =
  (transitive: boolean) =>
  (call: EntityCall): Reply => {
    const group = requireEntity(call, "groups");
    const entities = listMembers(call.platform, group.id, transitive);
    return { status: 200, body: { value: entities.map((entity) => toResponseEntity(call, entity)) } };
  };

export const getMembers = members(false);

export const getTransitiveMembers = members(true);
