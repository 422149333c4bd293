import { randomUUID } from "node:crypto";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireScope } from "../../authorization/model/scope";
import { requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { requireResourceGroup } from "../../resourceGroups/model/resourceGroups";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { genericId } from "../model/paths";
import { nameOf } from "../model/types";
import type { GenericType } from "../model/types";
import { toResponseGenericResource } from "../wire/genericResources";
import type { GenericBody } from "../wire/genericResources";

export function getGenericResource(call: Call, type: GenericType): Reply {
  const id = genericId(call, type);
  const resource = call.platform.resources.get(id);
  if (!resource) {
    throw new AzureError(404, "ResourceNotFound", `The Resource '${type.type}/${nameOf(id)}' was not found.`);
  }
  return { status: 200, body: toResponse(call, type, resource) };
}

export function putGenericResource(call: Call<GenericBody>, type: GenericType): Reply {
  const { platform, params, body } = call;
  const { scope = "", resourceGroupName = "" } = params;
  if (type.isExtension) {
    requireScope(platform, scope);
  } else {
    requireResourceGroup({ platform, params: { resourceGroupName } });
  }
  const id = genericId(call, type);
  const before = platform.resources.get(id);
  const added = type.complete?.(platform, body.properties, id, before) ?? {};
  const resource: ArmResource = {
    id: before?.id ?? id,
    name: before?.name ?? nameOf(id),
    type: type.type,
    location: regionName(body.location ?? ""),
    tags: body.tags ?? undefined,
    etag: `"${randomUUID()}"`,
    properties: { ...body.properties, ...added, provisioningState: "Succeeded" },
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(resource);
  return { status: before ? 200 : 201, body: toResponse(call, type, resource) };
}

export function deleteGenericResource(call: Call, type: GenericType): Reply {
  const before = call.platform.resources.get(genericId(call, type));
  if (before) {
    requireUnlocked(call.platform, before.id, "delete");
    call.platform.resources.delete(before.id);
  }
  return { status: before ? 200 : 204 };
}

export function listGenericResources(call: Call, type: GenericType): Reply {
  const id = genericId(call, type).toLowerCase();
  const parent = id.slice(0, id.lastIndexOf("/"));
  const resources = call.platform.resources
    .list(type.type)
    .filter((resource) => resource.id.toLowerCase().startsWith(parent));
  return {
    status: 200,
    body: page(
      call,
      resources.map((resource) => toResponse(call, type, resource)),
    ),
  };
}

function toResponse({ platform }: Pick<Call, "platform">, type: GenericType, resource: ArmResource) {
  const properties = { ...resource.properties, ...type.current?.(platform, resource) };
  return toResponseGenericResource({ ...resource, properties });
}
