/**
 * Replacements that a failed deployment has begun and the program no longer asks for: the new resource exists, the former one is pending
 * deletion. The next `pulumi up` would create the former one again, which azure-native refuses or which costs what it contains, and
 * then delete it. Reverting the replacement keeps the former resource, and the new one becomes pending deletion.
 */
import { parseState } from "../pulumi/state";
import type { StateResource } from "../pulumi/state";
import { generatedNames, resourceId, resourceIdRules } from "./resourceIds";

const creating = new Set(["create", "replace", "create-replacement"]);

/**
 * The former resources to keep.
 * @param preview What `pulumi preview --json` prints.
 * @param state What `pulumi stack export` prints.
 */
export function replacementsToRevert(
  preview: string,
  state: string,
  subscriptionId: string,
): StateResource[] {
  const { steps = [] } = JSON.parse(preview) as { steps?: { op: string; newState?: StateResource }[] };
  const { resources = [] } = parseState(state).deployment;
  const found = steps.flatMap(({ op, newState }) => {
    const planned = creating.has(op) && newState ? plannedId(newState, subscriptionId) : undefined;
    const former = resources.find(
      (resource) =>
        resource.delete === true &&
        resource.urn === newState?.urn &&
        isPlace(resource, planned?.toLowerCase() ?? ""),
    );
    return former ? [former] : [];
  });
  return [...new Set(found)];
}

function plannedId({ type, inputs }: StateResource, subscriptionId: string): string | undefined {
  const rule = resourceIdRules[type];
  return rule && resourceId(rule.path, { ...inputs, subscriptionId });
}

function isPlace({ id = "", type }: StateResource, planned: string): boolean {
  const former = id.toLowerCase();
  // What contains a resource decides where its name is a new one.
  return former === planned || (generatedNames.has(type) && containerOf(former) === containerOf(planned));
}

const containerOf = (id: string) => id.slice(0, id.lastIndexOf("/"));

/** The state with former resources in the places of those that were to replace them. */
export function withReverted(state: string, former: readonly StateResource[]): string {
  const parsed = parseState(state);
  const isKept = ({ urn, id }: StateResource) => former.some((kept) => kept.urn === urn && kept.id === id);
  const keptUrns = new Set(former.map(({ urn }) => urn));
  const resources = parsed.deployment.resources ?? [];
  const condemned = resources.filter(({ urn, delete: pending }) => keptUrns.has(urn) && !pending);
  const replaced = new Set(condemned.map(({ urn }) => urn));
  parsed.deployment.resources = resources.flatMap((resource) => {
    if (isKept(resource) && resource.delete) {
      // In the place of the resource that was to replace it, before what depends on it.
      const successor = condemned.find(({ urn }) => urn === resource.urn);
      return [successor ? { ...successor, delete: true } : withoutDeletion(resource)];
    }
    if (replaced.has(resource.urn) && !resource.delete) {
      return former.filter(({ urn }) => urn === resource.urn).map(withoutDeletion);
    }
    return [resource];
  });
  return JSON.stringify(parsed);
}

function withoutDeletion({ delete: _pending, ...kept }: StateResource): StateResource {
  return kept;
}
