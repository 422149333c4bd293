/** Everything that Azure has, against everything that Pulumi's state has: neither may have what the other lacks. */
import type { AzureClient } from "../support/azureClient";
import type { StackProject } from "../support/stackProject";

/** Lists of what lies below a resource, by the resource's type. */
const below: Readonly<Record<string, readonly [path: string, apiVersion: string][]>> = {
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

/** Ids of all that there is in the subscription, in lower case; entries of a vault's access policies too. */
export async function azureInventory(azure: AzureClient): Promise<Set<string>> {
  const list = async (path: string, apiVersion: string) => {
    const { status, body } = await azure.arm("GET", `${path}?api-version=${apiVersion}`);
    if (status !== 200) {
      throw new Error(`GET ${path} was answered with ${status}: ${JSON.stringify(body)}`);
    }
    return body.value as Listed[];
  };
  const { subscription } = azure;
  const authorization = `${subscription}/providers/Microsoft.Authorization`;
  const groups = await list(`${subscription}/resourceGroups`, "2024-03-01");
  const resources = await list(`${subscription}/resources`, "2021-04-01");
  const ids = [...groups, ...resources].map(({ id }) => id);
  for (const { id, type } of resources) {
    for (const [path, apiVersion] of below[type] ?? []) {
      ids.push(...(await list(`${id}/${path}`, apiVersion)).map((one) => one.id));
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

interface StateResource {
  urn: string;
  type: string;
  id?: string;
  /** Waits for its deletion in a replacement. */
  delete?: boolean;
  initErrors?: string[];
}

/** A stack's state, as `pulumi stack export` prints it. */
export interface StackState {
  resources: StateResource[];
  pending: { type: string; resource: StateResource }[];
}

export async function stackState(project: StackProject): Promise<StackState> {
  const { stdout } = await project.pulumi("stack", "export");
  const { deployment } = JSON.parse(stdout) as {
    deployment: { resources?: StateResource[]; pending_operations?: StackState["pending"] };
  };
  return { resources: deployment.resources ?? [], pending: deployment.pending_operations ?? [] };
}

const nameOf = (urn: string) => urn.split("::").pop()!;

/** What Azure has of a stack and its state does not. @param before What there was before the stack. */
export function orphansOf(state: StackState, inventory: Set<string>, before: Set<string>): string[] {
  const known = new Set(state.resources.map(({ id }) => id?.toLowerCase()));
  return [...inventory].filter((id) => !before.has(id) && !known.has(id));
}

/**
 * What is wrong between a stack's state and Azure, in words: orphans, duplicates, what was lost, what is left half done.
 * @param expected How many resources of azure-native the stack has.
 */
export async function differences(
  project: StackProject,
  before: Set<string>,
  expected: number,
): Promise<string[]> {
  const state = await stackState(project);
  const inventory = await azureInventory(project.azure);
  const ofAzure = state.resources.filter(
    ({ type, id }) => type.startsWith("azure-native:") && id !== undefined,
  );
  const seen = new Set<string>();
  const problems = orphansOf(state, inventory, before).map((id) => `orphan: ${id}`);
  for (const { urn, id, delete: isReplaced, initErrors } of ofAzure) {
    const lower = id!.toLowerCase();
    if (seen.has(lower)) {
      problems.push(`twice in the state: ${nameOf(urn)}`);
    }
    seen.add(lower);
    if (!inventory.has(lower)) {
      problems.push(`not in Azure: ${nameOf(urn)}`);
    }
    if (isReplaced || initErrors?.length) {
      problems.push(`half done: ${nameOf(urn)}`);
    }
  }
  if (ofAzure.length !== expected) {
    problems.push(`${ofAzure.length} resources in place of ${expected}`);
  }
  return [...problems, ...state.pending.map(({ resource }) => `still pending: ${nameOf(resource.urn)}`)];
}
