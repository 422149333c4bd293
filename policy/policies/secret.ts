/** Policies about the secret that holds the W&B API key. */
import type { Policy } from "../policy";
import { policy } from "../policy";
import { resourcesOf, scopeSetting, sharedSecrets } from "../resources/coverage";

const msPerDay = 24 * 60 * 60 * 1000;

interface ExpirySettings {
  maxDays?: number;
}

interface AccountTypeSettings {
  tag: string;
  value: string;
}

export const secretPolicies: readonly Policy[] = [
  policy<ExpirySettings>({
    name: "secret-expiry",
    rule: "A secret has an expiry date, so that the W&B API key is rotated.",
    level: "advisory",
    severity: "medium",
    settings: {
      ...scopeSetting,
      maxDays: {
        type: "integer",
        minimum: 1,
        description:
          "The most days that the expiry date may be ahead. Without it, any date in the future is accepted",
      },
    },
    covers: resourcesOf("Secrets", "secret"),
    remedy: ({ maxDays }) => ({
      argument: `Set secret.expiresOn${inDays(maxDays)}`,
      property: `Set properties.attributes.expires${inDays(maxDays)}`,
    }),
    problem({ props }, { maxDays }) {
      const expires: unknown = props.properties?.attributes?.expires;
      if (typeof expires !== "number") {
        return "has no expiry date";
      }
      const days = (expires * 1000 - Date.now()) / msPerDay;
      if (days <= 0) {
        return "has an expiry date in the past";
      }
      return maxDays !== undefined && days > maxDays
        ? `expires later than in ${maxDays} days, the most that the policy allows`
        : undefined;
    },
  }),
  policy<AccountTypeSettings>({
    name: "shared-key-account",
    rule: "A W&B API key in a shared vault is declared to be that of a service account, by a tag of its secret.",
    level: "advisory",
    severity: "medium",
    settings: {
      tag: {
        type: "string",
        minLength: 1,
        default: "wandbAccountType",
        description: "The tag that tells whose key it is",
      },
      value: {
        type: "string",
        minLength: 1,
        default: "service",
        description: "The tag's value for a service account",
      },
    },
    covers: sharedSecrets,
    consequence:
      "The tag is a declaration: a key does not tell whose it is. `npx azure-openai-wandb doctor` asks W&B, and warns of a personal key.",
    remedy: ({ tag, value }) => ({
      argument: `Use the key of a W&B service account and set secret.tags.${tag} to ${value}`,
      property: `Use the key of a W&B service account and set tags.${tag} to ${value}`,
    }),
    problem: ({ props }, { tag, value }) =>
      props.tags?.[tag] === value
        ? undefined
        : `is in a shared vault, and its tag ${tag} does not declare the W&B API key to be that of a service account`,
  }),
];

const inDays = (maxDays: number | undefined) =>
  maxDays === undefined ? " to a date in the future" : ` to a date in at most ${maxDays} days`;
