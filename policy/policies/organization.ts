/** Policies of an organization about everything that an integration consists of: they check nothing until the configuration asks for it. */
import { normalizeRegion } from "../../components/validation/regions";
import type { Policy } from "../policy";
import { policy } from "../policy";
import { accountsAndVaultsWithout, resourcesOf, scopeSetting } from "../resources/coverage";
import { hasText } from "../resources/values";

interface TagSettings {
  tags: string[];
}

interface RegionSettings {
  regions: string[];
}

const missingTags = (tags: Record<string, unknown> | undefined, required: readonly string[]) =>
  required.filter((name) => !hasText(tags?.[name]));

export const organizationPolicies: readonly Policy[] = [
  policy<TagSettings>({
    name: "required-tags",
    rule: "Resources have the tags that the organization requires.",
    level: "mandatory",
    severity: "low",
    settings: {
      ...scopeSetting,
      tags: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description: "Names of the required tags",
      },
    },
    covers: resourcesOf(
      "Accounts, vaults, secrets, private endpoints",
      "account",
      "vault",
      "secret",
      "privateEndpoint",
    ),
    remedy: () => ({ argument: "Set them in tags", property: "Set them in tags" }),
    problem({ props }, { tags }) {
      const missing = missingTags(props.tags, tags);
      return missing.length === 0 ? undefined : `lacks the tags ${missing.join(", ")}`;
    },
  }),
  policy<RegionSettings>({
    name: "allowed-regions",
    rule: "Resources are in the regions that the organization allows.",
    level: "mandatory",
    severity: "high",
    settings: {
      ...scopeSetting,
      regions: {
        type: "array",
        items: { type: "string", minLength: 1 },
        default: [],
        description: "The allowed regions, such as `swedencentral`. Without one, all are allowed",
      },
    },
    covers: resourcesOf("Accounts, vaults, private endpoints", "account", "vault", "privateEndpoint"),
    remedy({ regions }) {
      const remedy = `Set location to one of the allowed regions${regions.length > 0 ? `: ${regions.join(", ")}` : ""}`;
      return { argument: remedy, property: remedy };
    },
    problem({ props }, { regions }) {
      const { location } = props;
      return regions.length === 0 ||
        !hasText(location) ||
        regions.some((region) => normalizeRegion(region) === normalizeRegion(String(location)))
        ? undefined
        : "is in a region that the policy does not allow";
    },
  }),
  policy({
    name: "audit-logs",
    rule: "Accounts and vaults have a diagnostic setting, so that each use of the W&B API key is logged.",
    level: "disabled",
    severity: "medium",
    settings: {},
    covers: accountsAndVaultsWithout("diagnosticSetting", "resourceUri"),
    remedy: () => ({
      argument: "Set diagnostics.workspaceId",
      property: "Create a diagnostic setting with its id as resourceUri",
    }),
    problem: () => "has no diagnostic setting in the stack",
  }),
  policy({
    name: "delete-lock",
    rule: "Accounts and vaults have a lock, so that nobody deletes them by mistake.",
    level: "disabled",
    severity: "low",
    settings: {},
    covers: accountsAndVaultsWithout("deleteLock", "scope"),
    remedy: () => ({
      argument: "Set deleteLock to true",
      property: "Create a lock (ManagementLockByScope) with its id as scope",
    }),
    problem: () => "has no lock in the stack",
  }),
];
