/** Compares the resources of Azure with those of Pulumi's state: neither may have one that the other lacks. */
import type { AzureClient } from "../support/azureClient";
import type { StackState, StateResource } from "../support/stackFiles";
import type { StackProject } from "../support/stackProject";

/** Lists of child resources, by the type of the parent. */
const childLists: Readonly<Record<string, readonly [path: string, apiVersion: string][]>> = {
  "Microsoft.CognitiveServices/accounts": [
    ["deployments", "2024-10-01"],
    ["providers/Microsoft.Insights/diagnosticSettings", "2021-05-01-preview"],
  ],
  "Microsoft.KeyVault/vaults": [
    ["secrets", "2023-07-01"],
    ["providers/Microsoft.Insights/diagnosticSettings", "2021-05-01-preview"],
  ],
  "Microsoft.Network/privateEndpoints": [["privateDnsZoneGroups", "2024-05-01"]],
};

interface Listed {
  id: string;
  type: string;
}

/** Returns the ids of all resources of the subscription and of all access policies of its vaults, in lower case. */
export async function azureInventory(azure: AzureClient): Promise<Set<string>> {
  const list = async (path: string, apiVersion: string) => {
    const { status, body } = await azure.arm("GET", `${path}?api-version=${apiVersion}`);
    if (status !== 200) {
      throw new Error(`GET ${path} returned ${status}: ${JSON.stringify(body)}`);
    }
    return body.value as Listed[];
  };
  const { subscription } = azure;
  const authorization = `${subscription}/providers/Microsoft.Authorization`;
  const groups = await list(`${subscription}/resourceGroups`, "2024-03-01");
  const resources = await list(`${subscription}/resources`, "2021-04-01");
  const ids = [...groups, ...resources].map(({ id }) => id);
  for (const { id, type } of resources) {
    for (const [path, apiVersion] of childLists[type] ?? []) {
      ids.push(...(await list(`${id}/${path}`, apiVersion)).map((child) => child.id));
    }
    if (type === "Microsoft.KeyVault/vaults") {
      const { body } = await azure.arm("GET", `${id}?api-version=2023-07-01`);
      const policies = body.properties.accessPolicies as { objectId: string }[];
      ids.push(...policies.map(({ objectId }) => `${id}/accessPolicy/${objectId}`));
    }
  }
  for (const [kind, apiVersion] of [
    ["roleAssignments", "2022-04-01"],
    ["locks", "2020-05-01"],
  ]) {
    ids.push(...(await list(`${authorization}/${kind}`, apiVersion!)).map(({ id }) => id));
  }
  return new Set(ids.map((id) => id.toLowerCase()));
}

/** A stack's state, as `pulumi stack export` prints it. */
export async function stackState(project: StackProject): Promise<StackState> {
  const { stdout } = await project.pulumi("stack", "export");
  const { deployment } = JSON.parse(stdout) as {
    deployment: { resources?: StateResource[]; pending_operations?: StackState["pending"] };
  };
  return { resources: deployment.resources ?? [], pending: deployment.pending_operations ?? [] };
}

const nameOf = (urn: string) => urn.slice(urn.lastIndexOf("::") + 2);

/** Ids of a stack's resources that Azure has and its state does not. @param before The resources that are not the stack's. */
export function orphansOf(state: StackState, inventory: Set<string>, before: Set<string>): string[] {
  const inState = new Set(state.resources.map(({ id }) => id?.toLowerCase()));
  return [...inventory].filter((id) => !before.has(id) && !inState.has(id));
}

/** A resource of azure-native that was created. */
const isOfAzure = (resource: StateResource): resource is StateResource & { id: string } =>
  resource.type.startsWith("azure-native:") && resource.id !== undefined;

/** Names of the resources that the state has and Azure does not. */
export const lostResources = (state: StackState, inventory: Set<string>): string[] =>
  state.resources
    .filter(isOfAzure)
    .filter(({ id }) => !inventory.has(id.toLowerCase()))
    .map(({ urn }) => nameOf(urn));

/**
 * Describes the differences between a stack's state and Azure: orphans, duplicates, lost and half-done resources.
 * @param before The resources that are not the stack's.
 */
export function differencesOf(state: StackState, inventory: Set<string>, before: Set<string>): string[] {
  const resources = state.resources.filter(isOfAzure);
  const isDuplicate = ({ id }: { id: string }, index: number) =>
    resources.findIndex((other) => other.id.toLowerCase() === id.toLowerCase()) < index;
  const isHalfDone = ({ delete: isReplaced, initErrors }: StateResource) =>
    isReplaced || (initErrors?.length ?? 0) > 0;
  return [
    ...orphansOf(state, inventory, before).map((id) => `orphan: ${id}`),
    ...resources.filter(isDuplicate).map(({ urn }) => `twice in the state: ${nameOf(urn)}`),
    ...lostResources(state, inventory).map((name) => `not in Azure: ${name}`),
    ...resources.filter(isHalfDone).map(({ urn }) => `half done: ${nameOf(urn)}`),
    ...state.pending.map(({ resource }) => `still pending: ${nameOf(resource.urn)}`),
  ];
}

/**
 * The same for a project as it is now.
 * @param expected How many resources of azure-native the stack has.
 */
export async function differences(
  project: StackProject,
  before: Set<string>,
  expected: number,
): Promise<string[]> {
  const state = await stackState(project);
  const { length } = state.resources.filter(isOfAzure);
  return [
    ...differencesOf(state, await azureInventory(project.azure), before),
    ...(length === expected ? [] : [`${length} resources instead of ${expected}`]),
  ];
}
