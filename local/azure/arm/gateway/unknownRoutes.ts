import { AzureError } from "../../error";
import type { Platform } from "../../service";
import { resourceNotFound } from "../checks";
import { invalidNamespace, isNamespace } from "../subscriptions/model/providers";
import { missingGroup } from "./targets";

/**
 * Resource providers of Azure that the local Azure does not emulate. Nothing of them exists here, so what they have is read and
 * deleted as a missing resource. Every other namespace is invalid.
 */
const otherNamespaces = [
  "Microsoft.App",
  "Microsoft.Cache",
  "Microsoft.Compute",
  "Microsoft.ContainerRegistry",
  "Microsoft.ContainerService",
  "Microsoft.DocumentDB",
  "Microsoft.EventGrid",
  "Microsoft.MachineLearningServices",
  "Microsoft.Search",
  "Microsoft.ServiceBus",
  "Microsoft.Sql",
  "Microsoft.Web",
].map((namespace) => namespace.toLowerCase());

/** What Resource Manager answers for a path that no resource provider serves. */
export function unknownRoute(method: string, url: URL, platform: Platform): AzureError | undefined {
  const path = decodeURIComponent(url.pathname);
  const missing = missingGroup(platform, path);
  if (missing) {
    return missing;
  }
  const [, namespace] = /^.*\/providers\/([^/]+)\/./i.exec(path) ?? [];
  if (namespace === undefined) {
    return undefined;
  }
  const isOther = otherNamespaces.includes(namespace.toLowerCase());
  if (!isOther && !isNamespace(namespace)) {
    return invalidNamespace(namespace);
  }
  const [, group, typeAndName] = /\/resourceGroups\/([^/]+)\/providers\/(.+)$/i.exec(path) ?? [];
  if (isOther && group && typeAndName && ["GET", "HEAD", "DELETE"].includes(method)) {
    return resourceNotFound(typeAndName, group);
  }
  // The wording is that of a response to the Azure SDK for .NET, recorded Aug 2020.
  const apiVersion = url.searchParams.get("api-version") ?? "";
  return new AzureError(
    404,
    "InvalidResourceType",
    `The resource type could not be found in the namespace '${namespace.slice(0, 100)}' for api version '${apiVersion.slice(0, 40)}'.`,
  );
}
