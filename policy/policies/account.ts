/** Policies about the Azure OpenAI account. */
import type { Policy } from "../policy";
import { policy } from "../policy";
import { resourcesOf, scopeSetting } from "../resources/coverage";
import { hasText, isText } from "../resources/values";
import { isClosed, networkSettings } from "./network";
import type { NetworkSettings } from "./network";

const accounts = resourcesOf("Accounts", "account");

export const accountPolicies: readonly Policy[] = [
  policy({
    name: "account-kind",
    rule: "An account is of kind OpenAI: W&B cannot be configured on a Foundry resource (kind AIServices).",
    level: "mandatory",
    severity: "high",
    settings: scopeSetting,
    covers: accounts,
    remedy: () => ({
      argument: "Remove the transform that changes kind: the component sets it to OpenAI",
      property: "Set kind to OpenAI",
    }),
    problem: ({ props }) =>
      isText(props.kind, "OpenAI")
        ? undefined
        : "is not of kind OpenAI, the only one on which W&B can be configured",
  }),
  policy({
    name: "account-subdomain",
    rule: "An account has a custom subdomain, which signing in with Microsoft Entra needs.",
    level: "mandatory",
    severity: "high",
    settings: scopeSetting,
    covers: accounts,
    remedy: () => ({
      argument: "Set account.customSubDomainName, or remove the transform that clears it",
      property: "Set properties.customSubDomainName",
    }),
    problem: ({ props }) =>
      hasText(props.properties?.customSubDomainName)
        ? undefined
        : "has no custom subdomain, which signing in with Microsoft Entra needs",
  }),
  policy<{ identity: "SystemAssigned" | "Any" }>({
    name: "account-identity",
    rule: "An account has a managed identity, with which fine-tuning jobs read the W&B API key.",
    level: "mandatory",
    severity: "high",
    settings: {
      ...scopeSetting,
      identity: {
        type: "string",
        enum: ["SystemAssigned", "Any"],
        default: "SystemAssigned",
        description:
          "`SystemAssigned` requires the identity that the component uses, `Any` accepts a user-assigned one",
      },
    },
    covers: accounts,
    remedy: () => ({
      argument: "Remove the transform that changes identity: the component sets a system-assigned one",
      property: "Set identity.type to SystemAssigned",
    }),
    problem({ props }, { identity }) {
      const type = String(props.identity?.type ?? "");
      const accepted = identity === "Any" ? /\b(System|User)Assigned\b/i : /\bSystemAssigned\b/i;
      return accepted.test(type)
        ? undefined
        : `has no ${identity === "Any" ? "managed" : "system-assigned"} identity, with which fine-tuning jobs read the W&B API key`;
    },
  }),
  policy({
    name: "account-local-authentication",
    rule: "An account accepts no access keys (local authentication), so that each call has an identity.",
    level: "advisory",
    severity: "medium",
    settings: scopeSetting,
    covers: accounts,
    consequence: "Manage integrations in the portal may need the access keys: connect W&B first.",
    remedy: () => ({
      argument: "Set account.disableLocalAuth to true",
      property: "Set properties.disableLocalAuth to true",
    }),
    problem: ({ props }) =>
      props.properties?.disableLocalAuth === true ? undefined : "accepts access keys (local authentication)",
  }),
  policy<NetworkSettings>({
    name: "account-network",
    rule: "An account is closed to public networks.",
    level: "disabled",
    severity: "medium",
    settings: { ...scopeSetting, ...networkSettings },
    covers: accounts,
    remedy: ({ allowIpRules }) => ({
      argument: `Set account.publicNetworkAccess to false${allowIpRules ? ", or account.ipRules" : ""}`,
      property: `Set properties.publicNetworkAccess to Disabled${allowIpRules ? ", or properties.networkAcls.defaultAction to Deny" : ""}`,
    }),
    problem: ({ props }, settings) =>
      isClosed(props.properties, settings) ? undefined : "is open to public networks",
  }),
  policy({
    name: "account-outbound-network",
    rule: "An account reaches only the hosts that are listed.",
    level: "disabled",
    severity: "low",
    settings: scopeSetting,
    covers: accounts,
    consequence:
      "The component adds the hosts of the vault and of W&B to the list, without which fine-tuning jobs do not log to W&B.",
    remedy: () => ({
      argument: "Set account.allowedFqdnList",
      property: "Set properties.restrictOutboundNetworkAccess to true and properties.allowedFqdnList",
    }),
    problem: ({ props }) =>
      props.properties?.restrictOutboundNetworkAccess === true
        ? undefined
        : "may reach every host: its outbound network access is not restricted",
  }),
];
