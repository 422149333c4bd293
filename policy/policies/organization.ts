/** Policies of an organization about everything that an integration consists of: they check nothing until they are configured. */
import { normalizeRegion } from "../../components/validation/regions";
import type { Policy } from "../policy";
import { policy } from "../policy";
import { resourcesOf, scopeSetting } from "../resources/coverage";
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
];
