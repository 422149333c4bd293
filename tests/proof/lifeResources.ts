/** The resources of a stack that a step of its life can name, and how they are found in its state. */
import type { StackState } from "../support/stackFiles";

interface PartRow {
  type: string;
  /** Tells role assignments apart, by the end of their Pulumi name. */
  name?: RegExp;
  apiVersion: string;
}

const roleAssignment = { type: "azure-native:authorization:RoleAssignment", apiVersion: "2022-04-01" };

const partRows = {
  group: { type: "azure-native:resources:ResourceGroup", apiVersion: "2024-03-01" },
  account: { type: "azure-native:cognitiveservices:Account", apiVersion: "2024-10-01" },
  vault: { type: "azure-native:keyvault:Vault", apiVersion: "2023-07-01" },
  secret: { type: "azure-native:keyvault:Secret", apiVersion: "2023-07-01" },
  secretsRole: { ...roleAssignment, name: /-secrets-officer-/ },
  identity: { ...roleAssignment, name: /-identity$/ },
  fineTuning: { ...roleAssignment, name: /-team-member-[^:]+$/ },
  deployment: { type: "azure-native:cognitiveservices:Deployment", apiVersion: "2024-10-01" },
  lock: { type: "azure-native:authorization:ManagementLockByScope", apiVersion: "2020-05-01" },
  diagnostics: { type: "azure-native:monitor:DiagnosticSetting", apiVersion: "2021-05-01-preview" },
  endpoint: { type: "azure-native:network:PrivateEndpoint", apiVersion: "2024-05-01" },
  zones: { type: "azure-native:network:PrivateDnsZoneGroup", apiVersion: "2024-05-01" },
} as const satisfies Record<string, PartRow>;

export type Part = keyof typeof partRows;
export const parts = Object.keys(partRows) as Part[];

export interface FoundPart {
  urn: string;
  id: string;
  apiVersion: string;
}

/** The first resource of the part; undefined where the stack has none. */
export function findPart({ resources }: StackState, part: Part): FoundPart | undefined {
  const row: PartRow = partRows[part];
  const found = resources.find(
    ({ type, urn, id, delete: isReplaced }) =>
      type === row.type && (row.name?.test(urn) ?? true) && id !== undefined && isReplaced !== true,
  );
  return found?.id === undefined ? undefined : { urn: found.urn, id: found.id, apiVersion: row.apiVersion };
}
