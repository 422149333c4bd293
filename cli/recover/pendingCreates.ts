/** Pending creations: Pulumi started them, and its process was killed before Azure's response. */
import { parseState } from "../pulumi/state";
import { isEncryptedId, resourceId, resourceIdRules } from "./resourceIds";

/** A pending creation in a stack's state. Only a resource in Azure has an ID. */
export type PendingCreate = { urn: string } & (
  { id: string; apiVersion: string } | { id?: undefined; apiVersion?: undefined }
);

/** @param state What `pulumi stack export` prints. */
export function pendingCreates(state: string, subscriptionId: string): PendingCreate[] {
  const { pending_operations: operations = [] } = parseState(state).deployment;
  return operations
    .filter(({ type }) => type === "creating")
    .map(({ resource: { urn, type, inputs = {} } }) => {
      const rule = resourceIdRules[type];
      return rule
        ? { urn, id: resourceId(rule.path, { ...inputs, subscriptionId }), apiVersion: rule.apiVersion }
        : { urn };
    });
}

/** Tells whether IDs of pending creations contain secrets that the state has encrypted. */
export function hasEncryptedIds(state: string): boolean {
  const { pending_operations: operations = [] } = parseState(state).deployment;
  return operations.some(({ type, resource }) => {
    const rule = resourceIdRules[resource.type];
    return type === "creating" && rule !== undefined && isEncryptedId(rule.path, resource.inputs ?? {});
  });
}

/** URNs of the resources that the state has, without those that are pending deletion. */
export function liveUrns(state: string): ReadonlySet<string> {
  const { resources = [] } = parseState(state).deployment;
  return new Set(resources.filter((resource) => !resource.delete).map(({ urn }) => urn));
}

/**
 * Returns the state with imported resources, and without pending creations. `pulumi refresh --import-pending-creates` should do
 * this, but drops the resources (CLI 3.250: no step reads what it marks as importing).
 */
export function withImportedPending(
  state: string,
  imported: readonly Pick<PendingCreate, "urn" | "id">[],
): string {
  const parsed = parseState(state);
  const { pending_operations: operations = [], resources = [] } = parsed.deployment;
  const ids = new Map(imported.map(({ urn, id }) => [urn, id]));
  const live = liveUrns(state);
  const added = operations.flatMap(({ type, resource }) => {
    const id = ids.get(resource.urn);
    return type === "creating" && id !== undefined && !live.has(resource.urn)
      ? // The next refresh reads the other outputs. What the resource depends on is in the state already.
        [{ ...resource, id, outputs: resource.inputs }]
      : [];
  });
  parsed.deployment.resources = [...resources, ...added];
  parsed.deployment.pending_operations = operations.filter(({ type }) => type !== "creating");
  return JSON.stringify(parsed);
}
