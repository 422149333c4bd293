import { randomUUID } from "node:crypto";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireResource, requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { genericId } from "../model/paths";
import { nameOf, parentOf } from "../model/names";
import { storageAccountType, genericTypes } from "../model/types";
import type { GenericType } from "../model/types";
import { toResponseGenericResource, toResponseId } from "../wire/genericResources";
import type { GenericBody } from "../wire/genericResources";

export function getGenericResource(call: Call, type: GenericType): Reply {
  const { platform, params } = call;
  const { resourceGroupName = "" } = params;
  const resource = requireResource({ platform, params: { resourceGroupName } }, genericId(call, type));
  return {
    status: 200,
    headers: etagHeader(resource, type),
    body: toResponseGenericResource(platform, resource, type),
  };
}

export function putGenericResource(call: Call<GenericBody>, type: GenericType): Reply {
  const { platform, body } = call;
  const id = genericId(call, type);
  requireParent(call, type, id);
  const before = platform.resources.get(id);
  const added = type.complete?.(platform, body.properties, id, before) ?? {};
  const resource: ArmResource = {
    id: before?.id ?? id,
    name: before?.name ?? nameOf(id),
    type: type.type,
    location: regionName(body.location ?? ""),
    tags: body.tags ?? undefined,
    kind: body.kind,
    sku: body.sku && withTier(body.sku),
    etag: `${type.response?.isOperation ? "W/" : ""}"${randomUUID()}"`,
    properties: { ...body.properties, ...added },
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(resource);
  if (type.response?.isMonitored && !before) {
    return { status: 202, headers: monitorHeaders(call, type, resource) };
  }
  const state = type.response?.isOperation || !before ? type.response?.stateWhenCreated : undefined;
  return {
    status: before ? 200 : (type.response?.statusWhenCreated ?? 201),
    headers: writeHeaders(call, type, resource, before),
    body: toResponseGenericResource(platform, resource, type, state),
  };
}

/** @throws AzureError 404 `ParentResourceNotFound` */
function requireParent(
  { platform }: Pick<Call, "platform">,
  { isNested, type }: GenericType,
  id: string,
): void {
  const parent = parentOf(id);
  if (isNested && !platform.resources.get(parent)) {
    throw new AzureError(
      404,
      "ParentResourceNotFound",
      `Failed to perform 'write' on resource(s) of type '${type.slice(type.indexOf("/") + 1)}', because the parent resource '${parent}' could not be found.`,
    );
  }
}

function writeHeaders(
  { platform, apiVersion }: Call<GenericBody>,
  { response = {}, type }: GenericType,
  resource: ArmResource,
  before: ArmResource | undefined,
): Record<string, string> {
  if (response.isOperation) {
    const location = resource.location || regionOfParent(platform, resource);
    const provider = `/subscriptions/${platform.subscriptionId}/providers/${type.split("/")[0]}`;
    const operation = `${provider}/locations/${location}/operations/${randomUUID()}`;
    return {
      "azure-asyncoperation": `https://management.azure.com${operation}?api-version=${apiVersion}`,
      "retry-after": "0",
    };
  }
  return response.hasLowerCaseId && !before ? { location: toResponseId(resource, response) } : {};
}

/** The plan of a storage account: Standard_LRS is of the tier Standard. */
const withTier = (sku: { name: string }) => ({ ...sku, tier: sku.name.split("_")[0] });

function monitorHeaders(
  { platform, apiVersion }: Call<GenericBody>,
  { type }: GenericType,
  { id, location }: ArmResource,
): Record<string, string> {
  const provider = `/subscriptions/${platform.subscriptionId}/providers/${type.split("/")[0]}`;
  const token = Buffer.from(id).toString("base64url");
  return {
    location: `https://management.azure.com${provider}/locations/${location}/asyncoperations/${token}?monitor=true&api-version=${apiVersion}`,
    "retry-after": "0",
  };
}

/** The end of the creation of a storage account: the account itself. */
export function getMonitoredResource({ platform, params }: Call<unknown, "token">): Reply {
  const id = Buffer.from(params.token, "base64url").toString();
  const resource = platform.resources.get(id);
  const type = genericTypes.find(({ type: name }) => name === storageAccountType);
  if (resource?.type !== storageAccountType || !type) {
    throw new AzureError(404, "OperationNotFound", "The operation was not found.");
  }
  return { status: 200, body: toResponseGenericResource(platform, resource, type) };
}

/** A child has no location of its own. */
const regionOfParent = ({ resources }: Call["platform"], { id }: ArmResource): string =>
  resources.get(parentOf(id))?.location ?? "global";

const etagHeader = ({ etag }: ArmResource, { response }: GenericType): Record<string, string> =>
  etag && response?.isOperation ? { etag } : {};

/** The state of an operation of a type whose writes end at once. */
export const getGenericOperation = (): Reply => ({ status: 200, body: { status: "Succeeded" } });

export function deleteGenericResource(call: Call, type: GenericType): Reply {
  const before = call.platform.resources.get(genericId(call, type));
  if (before) {
    requireUnlocked(call.platform, before.id, "delete");
    call.platform.resources.delete(before.id);
  }
  return { status: before ? 200 : 204 };
}

export function listGenericResources(call: Call, type: GenericType): Reply {
  const { platform } = call;
  const id = genericId(call, type);
  const resources = platform.resources
    .list(type.type, id.slice(0, id.lastIndexOf("/")))
    .map((resource) => toResponseGenericResource(platform, resource, type));
  return { status: 200, body: page(call, resources) };
}
