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

/** The state with former resources in the places of those that were to replace them, before what depends on them. */
export function withReverted(state: string, former: readonly StateResource[]): string {
  const parsed = parseState(state);
  const resources = parsed.deployment.resources ?? [];
  for (const { delete: _pending, ...kept } of former) {
    const pending = resources.findIndex((one) => one.urn === kept.urn && one.id === kept.id && one.delete);
    const live = resources.findIndex((one) => one.urn === kept.urn && !one.delete);
    const successor = resources[live];
    resources[pending] = successor ? { ...successor, delete: true } : kept;
    if (successor) {
      resources[live] = kept;
    }
  }
  parsed.deployment.resources = resources;
  return JSON.stringify(parsed);
}
