import * as pulumi from "@pulumi/pulumi";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { createAccount } from "./account";
import { getDeployer } from "./deployer";
import { createRoleAssignment, grantsFor } from "./grants";
import type { Grant } from "./grants";
import { identityRoles } from "./roles";
import { checkWandbApiKey, validateArgs } from "./validation";
import type { ArgumentError } from "./validation";
import { createSecret, createVault } from "./vault";
import { IdentityRole, PermissionModel } from "./wandbIntegrationArgs";
import type { WandbIntegrationArgs } from "./wandbIntegrationArgs";

/**
 * An Azure OpenAI account whose fine-tuning jobs can log to Weights & Biases: the account with its identity, a vault with
 * the W&B API key, and the grants between them. What remains is one step in the Azure portal, "Manage integrations", that
 * asks for `vaultUrl` and `secretName`.
 */
export class WandbIntegration extends pulumi.ComponentResource {
  /** The vault's address, such as `https://wandb-vault1a2b3c4d.vault.azure.net/`: the first value that the portal asks for. */
  public readonly vaultUrl!: pulumi.Output<string>;
  /** Name of the secret that holds the W&B key: the second value that the portal asks for. */
  public readonly secretName!: pulumi.Output<string>;
  /** ARM id of the vault, for further grants, locks or diagnostics. */
  public readonly vaultId!: pulumi.Output<string>;
  /** Address of the secret without a version: always the current key. */
  public readonly secretUri!: pulumi.Output<string>;
  /** ARM id of the Azure OpenAI account. */
  public readonly accountId!: pulumi.Output<string>;
  /** Name of the Azure OpenAI account. */
  public readonly accountName!: pulumi.Output<string>;
  /** Address that OpenAI clients call, such as `https://wandb-1a2b3c4d.openai.azure.com/`. */
  public readonly endpoint!: pulumi.Output<string>;
  /** Object id of the account's system-assigned identity, which reads the secret. */
  public readonly identityPrincipalId!: pulumi.Output<string>;
  /** Region of the account, such as `swedencentral`. */
  public readonly location!: pulumi.Output<string>;

  /**
   * @param name Begins the Pulumi names of everything inside, and the Azure names that are made up.
   * @param args What to deploy.
   * @param opts Any options of a component, such as `protect` or `provider`.
   * @throws pulumi.InputPropertiesError naming every wrong argument and its remedy, before anything is registered.
   */
  constructor(name: string, args: WandbIntegrationArgs, opts?: pulumi.ComponentResourceOptions) {
    const errors = validateArgs(args);
    if (errors.length > 0) {
      throw inputPropertiesError(name, errors);
    }
    // No inputs are handed on: Pulumi would write them into the state as they are, the key with them (pulumi/pulumi#20357).
    super("azure-openai-wandb:index:WandbIntegration", name, {}, opts);
    const child = { parent: this };
    const key = pulumi.secret(args.wandbApiKey).apply(checkedKey);

    const { account, endpoint, identityPrincipalId } = createAccount(name, args, child);

    const client = getClientConfigOutput(child);
    const officers = this.officers(name, args, client.objectId);
    const identity: Grant = {
      name: `${name}-identity`,
      principalId: identityPrincipalId,
      principalType: "ServicePrincipal",
      role: identityRoles[args.identityRole ?? IdentityRole.SecretsOfficer],
    };
    const vault = createVault(name, args, client.tenantId, [...officers, identity], child);

    const usesRbac = (args.permissionModel ?? PermissionModel.Rbac) === PermissionModel.Rbac;
    const assign = (grant: Grant) => createRoleAssignment(grant, vault.id, child);
    const officersGrants = usesRbac ? officers.map(assign) : [];
    const secret = createSecret(name, args, vault, key, { ...child, dependsOn: officersGrants });
    if (usesRbac) {
      assign(identity);
    }

    for (const grant of grantsFor(`${name}-team-member`, args.teamMembers ?? [], "azureAiUser")) {
      createRoleAssignment(grant, account.id, child);
    }

    this.vaultUrl = vault.properties.apply((properties) => properties.vaultUri ?? "");
    this.secretName = secret.name;
    this.vaultId = vault.id;
    this.secretUri = pulumi.interpolate`${this.vaultUrl}secrets/${this.secretName}`;
    this.accountId = account.id;
    this.accountName = account.name;
    this.endpoint = endpoint;
    this.identityPrincipalId = identityPrincipalId;
    this.location = account.location.apply((location) => location ?? "");
    this.registerOutputs({
      vaultUrl: this.vaultUrl,
      secretName: this.secretName,
      vaultId: this.vaultId,
      secretUri: this.secretUri,
      accountId: this.accountId,
      accountName: this.accountName,
      endpoint: this.endpoint,
      identityPrincipalId: this.identityPrincipalId,
      location: this.location,
    });
  }

  private officers(name: string, args: WandbIntegrationArgs, clientObjectId: pulumi.Output<string>): Grant[] {
    const prefix = `${name}-secrets-officer`;
    if (args.secretsOfficers) {
      return grantsFor(prefix, args.secretsOfficers, "keyVaultSecretsOfficer");
    }
    const deployer = getDeployer(clientObjectId, { parent: this });
    return [
      {
        name: `${prefix}-deployer`,
        principalId: deployer.objectId,
        principalType: deployer.type,
        role: "keyVaultSecretsOfficer",
      },
    ];
  }
}

function checkedKey(key: string): string {
  const reason = checkWandbApiKey(key);
  if (reason) {
    throw new Error(`wandbApiKey ${reason}`);
  }
  return key;
}

function inputPropertiesError(name: string, wrong: readonly ArgumentError[]): pulumi.InputPropertiesError {
  const errors = wrong.map(({ propertyPath, reason }) => ({
    propertyPath,
    reason: `${propertyPath} ${reason}`,
  }));
  const error = new pulumi.InputPropertiesError({
    message: `WandbIntegration "${name}" cannot be deployed:\n${errors.map(({ reason }) => `  - ${reason}`).join("\n")}`,
    errors,
  });
  // Pulumi prints the stack where there is one, and it says nothing that the message does not.
  error.stack = error.message;
  return error;
}
