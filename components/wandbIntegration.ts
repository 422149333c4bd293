import * as pulumi from "@pulumi/pulumi";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { allOf } from "./allOf";
import { deployingIdentity } from "./access/deployingIdentity";
import { keyVaultSecretsOfficerAccess } from "./access/keyVaultSecretsOfficerAccess";
import { accessStrategy, permissionModelOf } from "./access/permissionModels";
import { accessOf } from "./access/principalAccess";
import type { PrincipalAccess } from "./access/principalAccess";
import { createRoleAssignment } from "./access/roleAssignment";
import { identityRoles } from "./access/roles";
import { warnOfSecretDeletion } from "./access/secretDeletion";
import { IdentityRole, IdentityRoleScope, PermissionModel } from "./args/choices";
import type { WandbIntegrationArgs } from "./args/wandbIntegrationArgs";
import { componentType } from "./componentType";
import { keepSecretsInTransforms } from "./inlineProgram";
import { findAccount, findVault } from "./lookup/existing";
import type { AccountReference, VaultReference } from "./lookup/references";
import { mapInput } from "./mapInput";
import { following } from "./ownership/following";
import { Ownership } from "./ownership/ownership";
import { checkSharedPolicies } from "./ownership/sharedPolicies";
import { refuseUnmanaged } from "./ownership/unmanaged";
import { createAccount } from "./resources/account";
import { createDeleteLock } from "./resources/deleteLock";
import { createDeployments } from "./resources/deployments";
import { createDiagnostics } from "./resources/diagnostics";
import { leanChildren } from "./resources/leanChildren";
import { createPrivateEndpoint } from "./resources/privateEndpoint";
import { createSecret, isDeletedWithVault, secretNameOf } from "./resources/secret";
import { createVault } from "./resources/vault";
import type { VaultAuthorization } from "./resources/vault";
import { checkArgsWhenKnown, inputPropertiesError, validateArgs } from "./validation/validateArgs";

/** Options of WandbIntegration: those of any component, and providers that reach existing resources. */
export interface WandbIntegrationOptions extends pulumi.ComponentResourceOptions {
  /** Provider for the subscription of `account.existing` and what is created on it. Default: the component's provider. */
  accountProvider?: pulumi.ProviderResource;
  /** Provider for the subscription of `vault.existing` and what is created in it. Default: the component's provider. */
  vaultProvider?: pulumi.ProviderResource;
}

/**
 * Logs Azure OpenAI fine-tuning jobs to Weights & Biases: an Azure OpenAI account with a system-assigned identity, a key vault with
 * the W&B API key, and the role assignments that connect them. One step is left, "Manage integrations" in the Azure AI portal,
 * which asks for `vaultUrl` and `secretName`.
 *
 * @example
 * new WandbIntegration("research", {
 *   resourceGroupName: group.name,
 *   wandbApiKey: config.requireSecret("wandbApiKey"),
 *   access: { fineTuningPrincipals: [{ objectId: "…", type: "Group" }] },
 * });
 */
export class WandbIntegration extends pulumi.ComponentResource {
  /** URL of the vault, such as `https://wandb-vault1a2b3c4d.vault.azure.net/`: the first value that the portal asks for. */
  public readonly vaultUrl!: pulumi.Output<string>;
  /** Name of the secret that holds the W&B API key: the second value that the portal asks for. */
  public readonly secretName!: pulumi.Output<string>;
  /** ARM id of the vault, for further role assignments, locks or diagnostic settings. */
  public readonly vaultId!: pulumi.Output<string>;
  /** Name of the vault, for another integration that shares it. */
  public readonly vaultName!: pulumi.Output<string>;
  /** URI of the secret without a version: always the current key. */
  public readonly secretUri!: pulumi.Output<string>;
  /** ARM id of the Azure OpenAI account. */
  public readonly accountId!: pulumi.Output<string>;
  /** Name of the Azure OpenAI account. */
  public readonly accountName!: pulumi.Output<string>;
  /** Endpoint that OpenAI clients call, such as `https://wandb-1a2b3c4d.openai.azure.com/`. */
  public readonly endpoint!: pulumi.Output<string>;
  /** Object id of the account's system-assigned identity, which reads the secret. */
  public readonly identityPrincipalId!: pulumi.Output<string>;
  /** Region of the account, such as `swedencentral`. */
  public readonly location!: pulumi.Output<string>;

  /**
   * @param name Begins the Pulumi names of all children and the generated Azure names.
   * @param args What to deploy.
   * @param opts Options of a component, such as `protect` or `provider`.
   * @throws pulumi.InputPropertiesError that names every wrong argument and its remedy, before anything is registered.
   */
  constructor(name: string, args: WandbIntegrationArgs, opts: WandbIntegrationOptions = {}) {
    const errors = [...validateArgs(args), ...checkSharedPolicies(args)];
    if (errors.length > 0) {
      throw inputPropertiesError(name, errors);
    }
    keepSecretsInTransforms();
    const { accountProvider, vaultProvider, ...componentOptions } = opts;
    // No inputs are passed on: Pulumi would write them into the state as they are, the key with them (pulumi/pulumi#20357).
    super(
      componentType,
      name,
      {},
      { ...componentOptions, transformations: [leanChildren, ...(opts.transformations ?? [])] },
    );
    const checked = checkArgsWhenKnown(name, args, this);
    // Nothing is deleted before what replaces it exists: Azure reserves the names of deleted accounts and vaults, and the principal
    // that deletes the secret needs its role until then. The provider would delete first what has no generated name.
    const child = { parent: this, deleteBeforeReplace: false };
    const onAccount = accountProvider ? { ...child, provider: accountProvider } : child;
    const onVault = vaultProvider ? { ...child, provider: vaultProvider } : child;
    const client = deployingIdentity(child);

    const after = lookUpsAfter(checked, opts.dependsOn, client, child);

    const account = newOrExistingAccount(name, checked, onAccount, after);

    const strategy = accessStrategy(checked);
    const secretsOfficerAccess = keyVaultSecretsOfficerAccess(name, checked, client.objectId, child);
    const identity = identityAccess(name, checked, account);
    const vault = newOrExistingVault(name, checked, onVault, after, {
      tenantId: client.tenantId,
      enableRbacAuthorization: strategy.enableRbacAuthorization,
      accessPolicies: strategy.initialPolicies([...secretsOfficerAccess, identity], client),
    });
    const owned = {
      account: new Ownership(name, this, "account", args.account?.existing, account.id),
      vault: new Ownership(name, this, "vault", args.vault?.existing, vault.id),
    };
    const context = { tenantId: client.tenantId, ownership: owned.vault, opts: onVault };

    const assignedToSecretsOfficers = strategy.assign(secretsOfficerAccess, vault, vault.id, context, []);
    const vaultClient = vaultProvider ? deployingIdentity(onVault) : client;
    warnOfSecretDeletion(name, checked, vaultClient.objectId, vault, this);
    const fineTuningAccess = fineTuningPrincipals(name, checked).map((access) =>
      createRoleAssignment(access, account.id, owned.account, onAccount),
    );

    const deployments = createDeployments(
      name,
      checked.account?.deployments ?? [],
      account,
      owned.account,
      onAccount,
    );

    const endpoints = {
      // An account accepts one change at a time.
      account: createPrivateEndpoint(name, "account", checked, account, {
        ...onAccount,
        dependsOn: deployments,
      }),
      vault: createPrivateEndpoint(name, "vault", checked, vault, onVault),
    };
    const belowAccount = auditAndLock(
      name,
      "account",
      checked,
      account.id,
      [...fineTuningAccess, ...deployments, ...endpoints.account],
      onAccount,
    );

    const assignToIdentity = (scope: pulumi.Output<string>, after: readonly pulumi.Resource[]) =>
      strategy.assign([identity], vault, scope, context, [...assignedToSecretsOfficers, ...after]);
    const assignedBefore = isAssignedBeforeSecret(checked) ? assignToIdentity(vault.id, []) : [];
    const secret = newSecret(name, checked, vault, owned.vault, {
      ...onVault,
      dependsOn: isDeletedWithVault(checked)
        ? assignedToSecretsOfficers
        : [
            ...assignedToSecretsOfficers,
            ...(account.created ? [account.created] : []),
            ...belowAccount,
            ...endpoints.vault,
            ...assignedBefore,
          ],
    });
    const secretName = secret?.name ?? pulumi.output(secretNameOf(checked));
    const secrets = secret ? [secret] : [];
    const assignedToIdentity = isAssignedBeforeSecret(checked)
      ? assignedBefore
      : assignToIdentity(scopeOfIdentity(checked, vault, secretName), secrets);
    const belowVault = [...assignedToSecretsOfficers, ...secrets, ...assignedToIdentity, ...endpoints.vault];
    auditAndLock(name, "vault", checked, vault.id, belowVault, onVault);

    refuseUnmanaged(name, this, [...owned.account.lookedUp, ...owned.vault.lookedUp]);

    // Pulumi deletes what others build on these outputs before the access that deletes secrets, and an account and a vault with
    // access policies accept one change at a time.
    const ofVault = following(assignedToSecretsOfficers);
    const ofAccount = following([...deployments, ...endpoints.account]);
    this.vaultUrl = ofVault(vault.url);
    this.secretName = secretName;
    this.vaultId = ofVault(vault.id);
    this.vaultName = ofVault(vault.name);
    this.secretUri = allOf([this.vaultUrl, this.secretName]).apply(
      ([url, secret]) => `${url}secrets/${secret}`,
    );
    this.accountId = ofAccount(account.id);
    this.accountName = ofAccount(account.name);
    this.endpoint = account.endpoint;
    this.identityPrincipalId = account.identityPrincipalId;
    this.location = account.location;
    owned.account.nameBy([this.accountId, this.accountName]);
    owned.vault.nameBy([this.vaultId, this.vaultName]);
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
}

type ChildOptions = pulumi.CustomResourceOptions & { parent: pulumi.Resource };

/**
 * What look-ups of existing resources wait for: a call waits for what it depends on, and is unknown in the preview that creates it.
 * Undefined where nothing is looked up.
 */
const lookUpsAfter = (
  { account, vault }: WandbIntegrationArgs,
  dependsOn: pulumi.ResourceOptions["dependsOn"],
  client: pulumi.Output<unknown>,
  opts: ChildOptions,
): pulumi.Output<unknown> | undefined =>
  dependsOn && (account?.existing ?? vault?.existing)
    ? client.apply(() => getClientConfigOutput({ ...opts, dependsOn }))
    : undefined;

const newOrExistingAccount = (
  name: string,
  args: WandbIntegrationArgs,
  opts: ChildOptions,
  after: pulumi.Output<unknown> | undefined,
): AccountReference =>
  args.account?.existing
    ? findAccount(args.account.existing, args.resourceGroupName, { ...opts, after })
    : createAccount(name, args, opts);

const newOrExistingVault = (
  name: string,
  args: WandbIntegrationArgs,
  opts: ChildOptions,
  after: pulumi.Output<unknown> | undefined,
  authorization: VaultAuthorization,
): VaultReference =>
  args.vault?.existing
    ? findVault(args.vault.existing, args.resourceGroupName, permissionModelOf(args), { ...opts, after })
    : createVault(name, args, authorization, opts);

const newSecret = (
  name: string,
  args: WandbIntegrationArgs,
  vault: VaultReference,
  ownership: Ownership,
  opts: pulumi.CustomResourceOptions,
) =>
  args.wandbApiKey === undefined
    ? undefined
    : createSecret(name, args, vault, pulumi.secret(args.wandbApiKey), ownership, opts);

const identityAccess = (
  name: string,
  args: WandbIntegrationArgs,
  { identityPrincipalId }: AccountReference,
): PrincipalAccess => ({
  name: `${name}-identity`,
  principalId: identityPrincipalId,
  principalType: "ServicePrincipal",
  role: mapInput(args.access?.identityRole, (role) => identityRoles[role ?? IdentityRole.SecretsOfficer]),
  within: pulumi
    .all([args.access?.identityRoleScope, secretNameOf(args)])
    .apply(([scope, secretName]) => (scope === IdentityRoleScope.Secret ? `secrets/${secretName}` : "")),
  remedy:
    'An account needs one integration for each vault. For several secrets, set access.identityRoleScope to "Secret" in all but one.',
});

/**
 * Whether the identity's access is created before the secret. A secret that is not deleted with its vault is created last and so
 * deleted first: where the deployer cannot delete it, a destroy fails before it has deleted anything else. A role assignment on the secret
 * itself needs the secret, and so does a scope that is known only later.
 */
const isAssignedBeforeSecret = (args: WandbIntegrationArgs): boolean =>
  !isDeletedWithVault(args) &&
  (args.access?.permissionModel === PermissionModel.AccessPolicy ||
    (args.access?.identityRoleScope ?? IdentityRoleScope.Vault) === IdentityRoleScope.Vault);

const scopeOfIdentity = (
  { access }: WandbIntegrationArgs,
  vault: VaultReference,
  secretName: pulumi.Output<string>,
): pulumi.Output<string> =>
  pulumi.output(
    mapInput(access?.identityRoleScope, (scope) =>
      scope === IdentityRoleScope.Secret ? pulumi.interpolate`${vault.id}/secrets/${secretName}` : vault.id,
    ),
  );

/** The prefix is part of Pulumi names, which never change. */
const fineTuningPrincipals = (name: string, { access }: WandbIntegrationArgs): PrincipalAccess[] =>
  accessOf(
    `${name}-team-member`,
    "access.fineTuningPrincipals",
    access?.fineTuningPrincipals ?? [],
    "azureAiUser",
  );

/**
 * Diagnostic setting and lock of a new account or vault; an existing one is left to its owner.
 * @param below What the lock is created after.
 * @returns These resources, and those below.
 */
function auditAndLock(
  name: string,
  part: "account" | "vault",
  args: WandbIntegrationArgs,
  id: pulumi.Output<string>,
  below: readonly pulumi.Resource[],
  opts: ChildOptions,
): pulumi.Resource[] {
  if (args[part]?.existing) {
    return [...below];
  }
  const audited = [...below, ...createDiagnostics(`${name}-${part}`, id, args.diagnostics, opts)];
  return args.deleteLock
    ? [...audited, createDeleteLock(`${name}-${part}`, id, { ...opts, dependsOn: audited })]
    : audited;
}
