import * as pulumi from "@pulumi/pulumi";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { createAccount } from "./account";
import { declareWhatIsUsed } from "./children";
import { createDeployments } from "./deployments";
import { getDeployer } from "./deployer";
import { findAccount, findVault } from "./existing";
import type { FoundAccount, FoundVault } from "./existing";
import { createAccessPolicy, createRoleAssignment, grantsFor } from "./grants";
import type { Grant } from "./grants";
import { createDeleteLock, createDiagnostics } from "./operations";
import { createPrivateEndpoint } from "./privateEndpoint";
import { identityRoles } from "./roles";
import { checkWandbApiKey, validateArgs } from "./validation";
import type { ArgumentError } from "./validation";
import { createSecret, createVault, networkWarning, secretNameOf } from "./vault";
import { IdentityGrantScope, IdentityRole, PermissionModel } from "./wandbIntegrationArgs";
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
  /** Name of the vault, for another integration that shares it. */
  public readonly vaultName!: pulumi.Output<string>;
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
    super(
      "azure-openai-wandb:index:WandbIntegration",
      name,
      {},
      {
        ...opts,
        transformations: [declareWhatIsUsed, ...(opts?.transformations ?? [])],
      },
    );
    const child = { parent: this };
    const client = getClientConfigOutput(child);
    const usesRbac = (args.permissionModel ?? PermissionModel.Rbac) === PermissionModel.Rbac;
    const officers = this.officers(name, args, client.objectId);

    const { account, found } = args.account?.existing
      ? { account: undefined, found: findAccount(args.account.existing, args.resourceGroupName, this) }
      : createAccount(name, args, child);
    const identity: Grant = {
      name: `${name}-identity`,
      principalId: found.identityPrincipalId,
      principalType: "ServicePrincipal",
      role: identityRoles[args.identityRole ?? IdentityRole.SecretsOfficer],
    };
    const vault = args.vault?.existing
      ? findVault(
          args.vault.existing,
          args.resourceGroupName,
          args.permissionModel ?? PermissionModel.Rbac,
          this,
        )
      : this.newVault(name, args, client.tenantId, [...officers, identity]);

    const assign = (grant: Grant, scope: pulumi.Output<string> = vault.id) =>
      createRoleAssignment(grant, scope, child);
    const addsPolicies = !usesRbac && args.vault?.existing !== undefined;
    const officersGrants = usesRbac
      ? officers.map((grant) => assign(grant))
      : addsPolicies
        ? officers.map((grant) => createAccessPolicy(grant, vault, client.tenantId, child))
        : [];
    const secret = args.secret?.existing
      ? undefined
      : createSecret(name, args, vault, pulumi.secret(args.wandbApiKey!).apply(checkedKey), {
          ...child,
          dependsOn: officersGrants,
        });
    const secretName = secret?.name ?? pulumi.output(secretNameOf(args));
    const onSecret = args.identityGrantScope === IdentityGrantScope.Secret;
    const identityGrants = usesRbac
      ? [assign(identity, onSecret ? pulumi.interpolate`${vault.id}/secrets/${secretName}` : vault.id)]
      : addsPolicies
        ? [createAccessPolicy(identity, vault, client.tenantId, child)]
        : [];
    const teamGrants = grantsFor(`${name}-team-member`, args.teamMembers ?? [], "azureAiUser").map((grant) =>
      createRoleAssignment(grant, found.id, child),
    );

    const deployments = createDeployments(name, args.account?.deployments ?? [], found, child);
    const onAccount = [
      ...teamGrants,
      ...deployments,
      ...this.accountEndpoint(name, args, found, deployments),
    ];
    const onVault = [
      ...officersGrants,
      ...(secret ? [secret] : []),
      ...identityGrants,
      ...this.vaultEndpoint(name, args, vault),
    ];
    this.operations(`${name}-account`, args, account?.id, onAccount);
    this.operations(`${name}-vault`, args, args.vault?.existing ? undefined : vault.id, onVault);

    this.vaultUrl = vault.url;
    this.secretName = secretName;
    this.vaultId = vault.id;
    this.vaultName = vault.name;
    this.secretUri = pulumi.interpolate`${this.vaultUrl}secrets/${this.secretName}`;
    this.accountId = found.id;
    this.accountName = found.name;
    this.endpoint = found.endpoint;
    this.identityPrincipalId = found.identityPrincipalId;
    this.location = found.location;
    this.registerOutputs({
      vaultUrl: this.vaultUrl,
      secretName: this.secretName,
      vaultId: this.vaultId,
      vaultName: this.vaultName,
      secretUri: this.secretUri,
      accountId: this.accountId,
      accountName: this.accountName,
      endpoint: this.endpoint,
      identityPrincipalId: this.identityPrincipalId,
      location: this.location,
    });
  }

  private newVault(
    name: string,
    args: WandbIntegrationArgs,
    tenantId: pulumi.Output<string>,
    grants: readonly Grant[],
  ): FoundVault {
    const warning = networkWarning(name, args.vault ?? {});
    if (warning) {
      void pulumi.log.warn(warning, this);
    }
    const vault = createVault(name, args, tenantId, grants, { parent: this });
    return {
      id: vault.id,
      name: vault.name,
      resourceGroupName: args.resourceGroupName,
      location: vault.location.apply((location) => location ?? ""),
      url: vault.properties.apply((properties) => properties.vaultUri ?? ""),
    };
  }

  private accountEndpoint(
    name: string,
    { account, tags }: WandbIntegrationArgs,
    { id, location, resourceGroupName }: FoundAccount,
    after: pulumi.Resource[],
  ): pulumi.Resource[] {
    return account?.privateEndpoint
      ? createPrivateEndpoint(
          name,
          account.privateEndpoint,
          { id, location, resourceGroupName, groupId: "account", tags },
          // One change at a time on an account.
          { parent: this, dependsOn: after },
        )
      : [];
  }

  private vaultEndpoint(
    name: string,
    { vault, tags }: WandbIntegrationArgs,
    { id, location, resourceGroupName }: FoundVault,
  ): pulumi.Resource[] {
    return vault?.privateEndpoint
      ? createPrivateEndpoint(
          name,
          vault.privateEndpoint,
          { id, location, resourceGroupName, groupId: "vault", tags },
          { parent: this },
        )
      : [];
  }

  /** Audit log and lock of a resource that is made here. */
  private operations(
    name: string,
    { diagnosticsWorkspaceId, deleteLock }: WandbIntegrationArgs,
    id: pulumi.Output<string> | undefined,
    below: pulumi.Resource[],
  ): void {
    if (!id) {
      return;
    }
    const diagnostics = diagnosticsWorkspaceId
      ? [createDiagnostics(`${name}-diagnostics`, id, diagnosticsWorkspaceId, { parent: this })]
      : [];
    if (deleteLock) {
      createDeleteLock(`${name}-lock`, id, { parent: this, dependsOn: [...below, ...diagnostics] });
    }
  }

  private officers(name: string, args: WandbIntegrationArgs, clientObjectId: pulumi.Output<string>): Grant[] {
    const prefix = `${name}-secrets-officer`;
    const byDefault = `${prefix}-deployer`;
    if (args.secretsOfficers) {
      // Whoever deploys may be listed now, and have the default's grant already; or, below, the other way round.
      return grantsFor(prefix, args.secretsOfficers, "keyVaultSecretsOfficer").map((grant) => ({
        ...grant,
        formerName: pulumi
          .all([clientObjectId, grant.principalId])
          .apply(([deployer, principal]) =>
            deployer.toLowerCase() === principal.toLowerCase() ? byDefault : grant.name,
          ),
      }));
    }
    // Whoever runs an existing vault has said who manages it; a second grant of the same would be refused.
    if (args.vault?.existing) {
      return [];
    }
    const deployer = getDeployer(clientObjectId, { parent: this });
    return [
      {
        name: byDefault,
        principalId: deployer.objectId,
        principalType: deployer.type,
        role: "keyVaultSecretsOfficer",
        formerName: deployer.objectId.apply((objectId) => `${prefix}-${objectId.toLowerCase()}`),
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
