/** Policies that are assigned during a stack's life, and the setting that each of them requires. */
import type { SettingName } from "../../stack/settingsTable";
import type { StoredValue } from "./lifeModel";

const vaultType = "Microsoft.KeyVault/vaults";
const accountType = "Microsoft.CognitiveServices/accounts";

interface PolicyRow {
  policy: { effect: string; displayName: string; [property: string]: unknown };
  /** What the policy requires of the stack. */
  requires: { name: SettingName; value: StoredValue };
}

export const policies = {
  noKeys: {
    policy: {
      effect: "deny",
      displayName: "Accounts have no access keys",
      resourceTypes: [accountType],
      conditions: [{ path: "properties.disableLocalAuth", operator: "notEquals", value: true }],
    },
    requires: { name: "disableLocalAuth", value: "true" },
  },
  teamTag: {
    policy: {
      effect: "deny",
      displayName: "Vaults have the tag team",
      resourceTypes: [vaultType],
      conditions: [{ path: "tags.team", operator: "exists", value: false }],
    },
    requires: { name: "tags", value: ["environment=test", "team=ml"] },
  },
  costCenter: {
    policy: {
      effect: "deployIfNotExists",
      displayName: "Configure the tag costCenter",
      resourceTypes: [vaultType, accountType],
      conditions: [{ path: "tags.costCenter", operator: "exists", value: false }],
      tags: { costCenter: "42" },
      afterSeconds: 0,
    },
    requires: { name: "ignoreTags", value: ["costCenter"] },
  },
} as const satisfies Record<string, PolicyRow>;

export type PolicyName = keyof typeof policies;
export const policyNames = Object.keys(policies) as PolicyName[];

export const isOf = (assigned: readonly string[], name: PolicyName): boolean => assigned.includes(name);
