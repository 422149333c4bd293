/** States of Pulumi programs, as `pulumi stack export` prints them. */
import { componentType } from "../../../components/componentType";
import type { State, StateResource } from "../../../cli/pulumi/state";

const stack = { urn: "urn:pulumi:dev::shop::pulumi:pulumi:Stack::shop-dev", type: "pulumi:pulumi:Stack" };
const subscription = "/subscriptions/11111111-1111-1111-1111-111111111111";
/** GUIDs that Pulumi marks secrets with. */
const secretMark = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };

export const ciphertext = { ...secretMark, ciphertext: "v1:AAAA:BBBB" };
export const plaintext = (value: unknown) => ({ ...secretMark, plaintext: JSON.stringify(value) });

/** The outputs that a deployed integration registers. */
export const outputsOf = (name: string): Record<string, unknown> => ({
  accountId: `${subscription}/resourceGroups/rg-${name}/providers/Microsoft.CognitiveServices/accounts/oai-${name}`,
  accountName: `oai-${name}`,
  endpoint: `https://oai-${name}.openai.azure.com/`,
  vaultUrl: `https://kv-${name}.vault.azure.net/`,
  vaultId: `${subscription}/resourceGroups/rg-vaults/providers/Microsoft.KeyVault/vaults/kv-${name}`,
  secretName: `wandb-${name}`,
});

/** A resource below a parent. */
export function resource(
  type: string,
  name: string,
  parent: StateResource = stack,
  more: Partial<StateResource> = {},
): StateResource {
  const types = parent === stack ? type : `${parent.urn.split("::")[2]}$${type}`;
  return { urn: `urn:pulumi:dev::shop::${types}::${name}`, type, parent: parent.urn, ...more };
}

/** A component of a platform. Pulumi allows the same name below two of them where their types differ: a URN has the types of parents alone. */
export const team = (name: string, parent?: StateResource, type = "Team"): StateResource =>
  resource(`platform:index:${type}`, name, parent);

export const integration = (
  name: string,
  parent?: StateResource,
  more: Partial<StateResource> = { outputs: outputsOf("x") },
): StateResource => resource(componentType, name, parent, more);

/** What an integration contains: its secret and a role assignment. */
export const childrenOf = (parent: StateResource, name: string, key: unknown): StateResource[] => [
  resource("azure-native:keyvault:Secret", `${name}-secret`, parent, {
    custom: true,
    id: `/secrets/${name}`,
    inputs: { secretName: name, properties: { value: key } },
  }),
  resource("azure-native:authorization:RoleAssignment", `${name}-identity`, parent, {
    custom: true,
    id: `/roleAssignments/${name}`,
    inputs: { principalId: `principal-${name}`, principalType: "ServicePrincipal", roleDefinitionId: "role" },
  }),
];

export const state = (...resources: StateResource[]): State => ({
  deployment: { resources: [stack, ...resources] },
});
