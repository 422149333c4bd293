/** Users, groups and service principals, each as a collection. */
import { AzureError } from "../../error";
import type { Call, Reply } from "../../service";
import { collections, findEntity } from "../model/directoryObjects";
import type { CollectionName, Entity } from "../model/directoryObjects";
import { toResponseEntity } from "../wire/entity";
import { toResponseList } from "../wire/list";

export type EntityCall = Call<unknown, "id">;

export const entityNotFound = (id: string) =>
  new AzureError(
    404,
    "Request_ResourceNotFound",
    `Resource '${id.slice(0, 100)}' does not exist or one of its queried reference-property objects are not present.`,
  );

export function requireEntity({ platform, params }: EntityCall, name: CollectionName): Entity {
  const entity = findEntity(platform, name, params.id);
  if (!entity) {
    throw entityNotFound(params.id);
  }
  return entity;
}

export const getEntities =
  (name: CollectionName) =>
  (call: Call): Reply => ({
    status: 200,
    body: toResponseList(call, name, collections[name].entities(call.platform)),
  });

export const getEntity =
  (name: CollectionName) =>
  (call: EntityCall): Reply => ({
    status: 200,
    body: toResponseEntity(call, requireEntity(call, name), name),
  });
