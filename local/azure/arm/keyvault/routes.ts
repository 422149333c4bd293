/** Vaults and their secrets through Azure Resource Manager (Microsoft.KeyVault). */
import type { z } from "zod";
import { AzureError } from "../../error";
import { route } from "../../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../../service";
import { requireResourceGroup } from "../resourceGroups";
import { requireRegistered, requireUnlocked } from "../checks";
import { page, pageQuery } from "../lists";
import { regionName } from "../resources";
import { systemData } from "../systemData";
import type { ArmResource } from "../resources";
import { maxAccessPolicies, updateAccessPolicies } from "./model/accessPolicies";
import type { AccessPolicy } from "./model/accessPolicies";
import { vaultSecretRoutes } from "./secretRoutes";
import {
  deletedVault,
  deletedVaults,
  purgeVault,
  recoverVault,
  softDeleteVault,
} from "./model/deletedVaults";
import type { DeletedVault } from "./model/deletedVaults";
import { accessPoliciesBody, nameAvailability, vaultPatch, vaultPut } from "./wire/vaults";
import { findVault, requireVault, vaultId, vaultNameError, vaultType } from "./model/vaults";
import type { AccessPoliciesBody, VaultPatch, VaultPut } from "./wire/vaults";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName" | "vaultName">;

export const apiVersions = [
  "2019-09-01",
  "2021-10-01",
  "2022-07-01",
  "2023-02-01",
  "2023-07-01",
  "2024-11-01",
  "2025-05-01",
  "2026-02-01",
  "2026-05-15",
];

/** From this version on a vault is made in RBAC mode where nothing is said (Key Vault's change of the default). */
const rbacByDefaultFrom = "2026-02-01";

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const path = `${group}/providers/Microsoft.KeyVault/vaults/{vaultName}`;
const provider = "/subscriptions/{subscriptionId}/providers/Microsoft.KeyVault";
const subscriptionScope = ({ subscriptionId }: Readonly<Record<string, string>>) =>
  `/subscriptions/${subscriptionId}`;

export const keyVaultRoutes: Route[] = [
  route({
    method: "GET",
    path,
    apiVersions,
    action: `${vaultType}/read`,
    handle: (call) => ({ status: 200, body: shown(requireVault(call)) }),
  }),
  route({ method: "PUT", path, apiVersions, action: `${vaultType}/write`, body: vaultPut, handle: putVault }),
  route({
    method: "PATCH",
    path,
    apiVersions,
    action: `${vaultType}/write`,
    body: vaultPatch,
    handle: patchVault,
  }),
  route({ method: "DELETE", path, apiVersions, action: `${vaultType}/delete`, handle: deleteVault }),
  route({
    method: "GET",
    path: `${group}/providers/Microsoft.KeyVault/vaults`,
    apiVersions,
    query: pageQuery,
    action: `${vaultType}/read`,
    handle: (call) => ({
      status: 200,
      body: page(call, call.platform.resources.list(vaultType, requireResourceGroup(call).id).map(shown)),
    }),
  }),
  route({
    method: "GET",
    path: `${provider}/vaults`,
    apiVersions,
    query: pageQuery,
    action: `${vaultType}/read`,
    handle: (call) => ({ status: 200, body: page(call, call.platform.resources.list(vaultType).map(shown)) }),
  }),
  route({
    method: "PUT",
    path: `${path}/accessPolicies/{operationKind}`,
    apiVersions,
    action: `${vaultType}/accessPolicies/write`,
    body: accessPoliciesBody,
    handle: putAccessPolicies,
  }),
  route({
    method: "GET",
    path: `${provider}/deletedVaults`,
    apiVersions,
    query: pageQuery,
    action: "Microsoft.KeyVault/deletedVaults/read",
    handle: (call) => ({
      status: 200,
      body: page(
        call,
        deletedVaults(call.platform).map((one) => shownDeleted(call.platform, one)),
      ),
    }),
  }),
  route({
    method: "GET",
    path: `${provider}/locations/{location}/deletedVaults/{vaultName}`,
    apiVersions,
    action: "Microsoft.KeyVault/locations/deletedVaults/read",
    handle: (call) => ({ status: 200, body: shownDeleted(call.platform, requireDeleted(call)) }),
  }),
  route({
    method: "POST",
    path: `${provider}/locations/{location}/deletedVaults/{vaultName}/purge`,
    apiVersions,
    action: "Microsoft.KeyVault/locations/deletedVaults/purge/action",
    scope: subscriptionScope,
    handle: purge,
  }),
  route({
    method: "POST",
    path: `${provider}/checkNameAvailability`,
    apiVersions,
    action: "Microsoft.KeyVault/checkNameAvailability/read",
    body: nameAvailability,
    handle: checkNameAvailability,
  }),
  ...vaultSecretRoutes(path, apiVersions),
];

function shown({
  id,
  name,
  type,
  location,
  tags,
  properties,
  systemData: data,
}: ArmResource): Record<string, unknown> {
  return { id, name, type, location, tags: tags ?? {}, systemData: data, properties };
}

function putVault(call: Call<VaultPut>): Reply {
  const { platform, params, body, apiVersion } = call;
  requireRegistered(platform, "Microsoft.KeyVault");
  const name = params.vaultName;
  const invalid = vaultNameError(name);
  if (invalid) {
    throw new AzureError(400, "VaultNameNotValid", invalid);
  }
  const resourceGroup = requireResourceGroup(call);
  const before = platform.resources.get(vaultId(call));
  if (body.properties.createMode === "recover") {
    return recover(call, before);
  }
  if (!before) {
    requireFreeName(platform, name);
  }
  checkChange(call, body.properties, body.location, before);
  if (!body.properties.accessPolicies && !isRbac(apiVersion, body.properties, before)) {
    throw new AzureError(400, "BadRequest", "The parameter accessPolicies is not specified.");
  }
  const vault: ArmResource = {
    id: before?.id ?? `${resourceGroup.id}/providers/${vaultType}/${name}`,
    name: before?.name ?? name,
    type: vaultType,
    location: regionName(body.location),
    tags: body.tags ?? undefined,
    properties: propertiesOf(call, body.properties, before),
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(vault);
  return { status: before ? 200 : 201, body: shown(vault) };
}

function requireFreeName(platform: Platform, name: string): void {
  if (deletedVault(platform, name)) {
    throw new AzureError(
      409,
      "ConflictError",
      "A vault with the same name already exists in deleted state. You need to either recover or purge existing key vault. " +
        "Follow this link https://go.microsoft.com/fwlink/?linkid=2149745 for more information on soft delete.",
    );
  }
  if (findVault(platform, name)) {
    throw new AzureError(
      409,
      "VaultAlreadyExists",
      `The vault name '${name}' is already in use. Vault names are globally unique so it is possible that the name is already taken.`,
    );
  }
}

/** Rules on what a write may change. */
function checkChange(
  { platform }: Call,
  properties: Partial<VaultPut["properties"]>,
  location: string | undefined,
  before: ArmResource | undefined,
): void {
  if (properties.enablePurgeProtection === false) {
    throw new AzureError(
      400,
      "BadRequest",
      'The property "enablePurgeProtection" cannot be set to false. Enabling the purge protection for a vault is an irreversible action.',
    );
  }
  if (properties.enableSoftDelete === false && (!before || before.properties.enableSoftDelete === true)) {
    throw new AzureError(
      400,
      "BadRequest",
      "The property \"enableSoftDelete\" can be set to false only for creating new vault. Enabling the 'soft delete' functionality is an irreversible action.",
    );
  }
  if (properties.tenantId && properties.tenantId.toLowerCase() !== platform.tenantId) {
    throw new AzureError(
      400,
      "BadRequest",
      `The tenant '${properties.tenantId}' is not the tenant of the subscription.`,
    );
  }
  if (!before) {
    return;
  }
  requireUnlocked(platform, before.id, "write");
  if (location !== undefined && regionName(location) !== before.location) {
    throw new AzureError(
      409,
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${regionName(location)}'. Please select a new resource name.`,
    );
  }
  const days = properties.softDeleteRetentionInDays;
  if (days && days !== before.properties.softDeleteRetentionInDays) {
    throw new AzureError(
      400,
      "BadRequest",
      'The property "softDeleteRetentionInDays" has been set already and it can\'t be modified.',
    );
  }
}

type Properties = Partial<VaultPut["properties"]>;

/** What a vault's properties are after a PUT: what was said, and Azure's defaults for the rest. */
function propertiesOf(
  { apiVersion, params }: Call,
  said: Properties,
  before: ArmResource | undefined,
): Record<string, unknown> {
  const purgeProtection = said.enablePurgeProtection ?? before?.properties.enablePurgeProtection;
  return {
    sku: said.sku,
    tenantId: said.tenantId,
    accessPolicies: said.accessPolicies ?? [],
    enabledForDeployment: said.enabledForDeployment ?? false,
    enabledForDiskEncryption: said.enabledForDiskEncryption ?? undefined,
    enabledForTemplateDeployment: said.enabledForTemplateDeployment ?? undefined,
    enableSoftDelete: true,
    softDeleteRetentionInDays:
      before?.properties.softDeleteRetentionInDays ?? said.softDeleteRetentionInDays ?? 90,
    enableRbacAuthorization: isRbac(apiVersion, said, before),
    ...(purgeProtection ? { enablePurgeProtection: true } : {}),
    ...(said.networkAcls ? { networkAcls: networkAcls(said.networkAcls) } : {}),
    vaultUri: `https://${(before?.name ?? params.vaultName).toLowerCase()}.vault.azure.net/`,
    provisioningState: "Succeeded",
    publicNetworkAccess: said.publicNetworkAccess ?? "Enabled",
  };
}

/** Whether a vault is in RBAC mode after a write: as it says, else as it was, else by the version's default. */
const isRbac = (apiVersion: string, said: Properties, before: ArmResource | undefined) =>
  said.enableRbacAuthorization ??
  (before?.properties.enableRbacAuthorization as boolean | undefined) ??
  apiVersion >= rbacByDefaultFrom;

function networkAcls(said: NonNullable<Properties["networkAcls"]>): Record<string, unknown> {
  return {
    bypass: said.bypass ?? "AzureServices",
    defaultAction: said.defaultAction ?? "Allow",
    ipRules: said.ipRules ?? [],
    virtualNetworkRules: said.virtualNetworkRules ?? [],
  };
}

function recover(call: Call<VaultPut>, before: ArmResource | undefined): Reply {
  const { platform, params } = call;
  const deleted = deletedVault(platform, params.vaultName);
  if (before || !deleted || deleted.vault.id.toLowerCase() !== vaultId(call).toLowerCase()) {
    throw new AzureError(
      409,
      "SoftDeletedVaultDoesNotExist",
      `A soft deleted vault with the given name does not exist. Ensure that the name for the vault that is being attempted to recover is in a recoverable state.`,
    );
  }
  recoverVault(platform, deleted);
  return { status: 200, body: shown(deleted.vault) };
}

function patchVault(call: Call<VaultPatch>): Reply {
  const before = requireVault(call);
  const said = call.body.properties ?? {};
  checkChange(call, said, call.body.location, before);
  const given = Object.fromEntries(
    Object.entries(said).filter(([, value]) => value !== undefined && value !== null),
  );
  const vault: ArmResource = {
    ...before,
    tags: call.body.tags ?? before.tags,
    properties: propertiesOf(call, { ...(before.properties as Properties), ...given }, before),
    systemData: systemData(call, before.systemData),
  };
  call.platform.resources.put(vault);
  return { status: 200, body: shown(vault) };
}

function deleteVault(call: Call): Reply {
  const vault = call.platform.resources.get(vaultId(call));
  if (!vault) {
    requireResourceGroup(call);
    return { status: 204 };
  }
  requireUnlocked(call.platform, vault.id, "delete");
  softDeleteVault(call.platform, vault);
  return { status: 200 };
}

function putAccessPolicies(
  call: AnyCall<AccessPoliciesBody, "resourceGroupName" | "vaultName" | "operationKind">,
): Reply {
  const before = requireVault(call);
  requireUnlocked(call.platform, before.id, "write");
  const accessPolicies = updateAccessPolicies(
    call.params.operationKind,
    before.properties.accessPolicies as AccessPolicy[],
    call.body.properties.accessPolicies,
  );
  if (!accessPolicies) {
    throw new AzureError(400, "BadRequest", "The operation kind must be add, replace or remove.");
  }
  if (accessPolicies.length > maxAccessPolicies) {
    throw new AzureError(
      400,
      "BadRequest",
      `The vault '${before.name}' would have more than ${maxAccessPolicies} access policies; give access to a group instead.`,
    );
  }
  call.platform.resources.put({ ...before, properties: { ...before.properties, accessPolicies } });
  return {
    status: 200,
    body: {
      id: `${before.id}/accessPolicies/`,
      type: `${vaultType}/accessPolicies`,
      location: before.location,
      properties: { accessPolicies },
    },
  };
}

function requireDeleted({ platform, params }: AnyCall<unknown, "location" | "vaultName">): DeletedVault {
  const deleted = deletedVault(platform, params.vaultName);
  if (!deleted || regionName(params.location) !== deleted.vault.location) {
    throw new AzureError(
      404,
      "DeletedVaultNotFound",
      `The specified deleted vault '${params.vaultName}' does not exist.`,
    );
  }
  return deleted;
}

function shownDeleted(
  { subscriptionId }: Platform,
  { vault, deletedAt, purgeAt }: DeletedVault,
): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}/providers/Microsoft.KeyVault/locations/${vault.location}/deletedVaults/${vault.name}`,
    name: vault.name,
    type: "Microsoft.KeyVault/deletedVaults",
    properties: {
      vaultId: vault.id,
      location: vault.location,
      tags: vault.tags ?? {},
      deletionDate: new Date(deletedAt).toISOString(),
      scheduledPurgeDate: new Date(purgeAt).toISOString(),
      ...(vault.properties.enablePurgeProtection ? { purgeProtectionEnabled: true } : {}),
    },
  };
}

function purge(call: AnyCall<unknown, "location" | "vaultName">): Reply {
  const { vault } = requireDeleted(call);
  if (vault.properties.enablePurgeProtection) {
    throw new AzureError(400, "MethodNotAllowed", "Operation 'DeletedVaultPurge' is not allowed.");
  }
  const headers = call.platform.operations.start({
    kind: "purgeVault",
    method: call.method,
    resourceId: vault.id,
    location: vault.location,
    provider: "Microsoft.KeyVault",
    apiVersion: call.apiVersion,
  });
  return { status: headers ? 202 : 200, headers };
}

/** Ends the purge of a deleted vault. */
export function completeVaultPurge(platform: Platform, id: string, succeeded: boolean): void {
  if (succeeded) {
    purgeVault(platform, id.split("/").pop()!);
  }
}

function checkNameAvailability({
  platform,
  body,
}: AnyCall<z.infer<typeof nameAvailability>, "subscriptionId">): Reply {
  const invalid = vaultNameError(body.name);
  if (invalid) {
    return { status: 200, body: { nameAvailable: false, reason: "AccountNameInvalid", message: invalid } };
  }
  const taken = findVault(platform, body.name) ?? deletedVault(platform, body.name);
  return {
    status: 200,
    body: taken
      ? {
          nameAvailable: false,
          reason: "AlreadyExists",
          message: `The vault name '${body.name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
        }
      : { nameAvailable: true },
  };
}
