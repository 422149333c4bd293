/** Policies about the vault that holds the W&B API key. */
import type { PermissionModel } from "../../components/args/choices";
import type { Policy } from "../policy";
import { policy } from "../policy";
import { resourcesOf, scopeSetting } from "../resources/coverage";
import { isClosed, networkSettings } from "./network";
import type { NetworkSettings } from "./network";

const vaults = resourcesOf("Vaults", "vault");

const permissionModels = {
  Rbac: { title: "Azure RBAC", enableRbacAuthorization: true },
  AccessPolicy: { title: "access policies", enableRbacAuthorization: false },
} satisfies Record<PermissionModel, object>;

export const vaultPolicies: readonly Policy[] = [
  policy<{ permissionModel: PermissionModel }>({
    name: "vault-permission-model",
    rule: "A vault has the permission model that the organization chose.",
    level: "mandatory",
    severity: "high",
    settings: {
      ...scopeSetting,
      permissionModel: {
        type: "string",
        enum: Object.keys(permissionModels),
        default: "Rbac",
        description: "`Rbac` requires Azure role assignments, `AccessPolicy` the vault's own access policies",
      },
    },
    covers: vaults,
    remedy: ({ permissionModel }) => ({
      argument: `Set access.permissionModel to ${permissionModel}`,
      property: `Set properties.enableRbacAuthorization to ${permissionModels[permissionModel].enableRbacAuthorization}`,
    }),
    problem({ props }, { permissionModel }) {
      const { title, enableRbacAuthorization } = permissionModels[permissionModel];
      // azure-native's default is false.
      return (props.properties?.enableRbacAuthorization ?? false) === enableRbacAuthorization
        ? undefined
        : `does not have the permission model ${title}`;
    },
  }),
  policy({
    name: "vault-purge-protection",
    rule: "A vault has purge protection, so that nobody can delete the W&B API key permanently.",
    level: "advisory",
    severity: "medium",
    settings: scopeSetting,
    covers: vaults,
    consequence: "Azure cannot disable it again.",
    remedy: () => ({
      argument: "Set vault.enablePurgeProtection to true",
      property: "Set properties.enablePurgeProtection to true",
    }),
    problem: ({ props }) =>
      props.properties?.enablePurgeProtection === true ? undefined : "has no purge protection",
  }),
  policy<NetworkSettings>({
    name: "vault-network",
    rule: "A vault is closed to public networks.",
    level: "disabled",
    severity: "medium",
    settings: { ...scopeSetting, ...networkSettings },
    covers: vaults,
    consequence:
      "Azure OpenAI is not among the services that Key Vault trusts: from then on, fine-tuning jobs will most likely fail to read the W&B " +
      "API key and not log to W&B. Log them with `npx azure-openai-wandb sync`.",
    remedy: ({ allowIpRules }) => ({
      argument: `Set vault.publicNetworkAccess to false${allowIpRules ? ", or vault.ipRules" : ""}`,
      property: `Set properties.publicNetworkAccess to Disabled${allowIpRules ? ", or properties.networkAcls.defaultAction to Deny" : ""}`,
    }),
    problem: ({ props }, settings) =>
      isClosed(props.properties, settings) ? undefined : "is open to public networks",
  }),
];
