/**
 * Resources that were deleted outside Pulumi and that azure-native cannot tell from a failure: a 404 is a deletion to it only with the
 * codes that it knows (since 3.11, pulumi-azure-native#4841). Every refresh, preview and update of the stack then fails.
 */
import { parseState } from "../pulumi/state";
import type { StateResource } from "../pulumi/state";
import { resourceIdRules } from "./resourceIds";

/** A resource of the state that has to be looked at in Azure. */
export interface RecordedResource {
  urn: string;
  id: string;
  apiVersion: string;
}

/** Types for whose absence Azure has codes of its own, such as `SecretNotFound`. */
const types = ["azure-native:keyvault:Secret", "azure-native:cognitiveservices:Deployment"];

/** @param state What `pulumi stack export` prints. */
export function recordedResources(state: string): RecordedResource[] {
  const { resources = [] } = parseState(state).deployment;
  return resources.flatMap(({ urn, type, id }) => {
    const rule = types.includes(type) ? resourceIdRules[type] : undefined;
    return rule && id ? [{ urn, id, apiVersion: rule.apiVersion }] : [];
  });
}

/** Returns the state without some resources. The next update creates them again, and what depends on them is kept. */
export function withoutResources(state: string, urns: readonly string[]): string {
  const parsed = parseState(state);
  const { resources = [] } = parsed.deployment;
  parsed.deployment.resources = resources
    .filter(({ urn }) => !urns.includes(urn))
    .map((resource) => withoutReferences(resource, urns));
  return JSON.stringify(parsed);
}

function withoutReferences(resource: StateResource, urns: readonly string[]): StateResource {
  const { dependencies, propertyDependencies, deletedWith, ...rest } = resource;
  const isKept = (urn: string) => !urns.includes(urn);
  return {
    ...rest,
    ...(dependencies && { dependencies: dependencies.filter(isKept) }),
    ...(propertyDependencies && {
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([name, on]) => [name, on.filter(isKept)]),
      ),
    }),
    ...(deletedWith !== undefined && isKept(deletedWith) && { deletedWith }),
  };
}
