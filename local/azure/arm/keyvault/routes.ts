/** Vaults and their secrets through Azure Resource Manager (Microsoft.KeyVault). */
import { route } from "../../service";
import type { Route } from "../../service";
import { resourceGroupPath, subscriptionPath, subscriptionScope } from "../paths";
import { updateAccessPolicies } from "./handlers/accessPolicies";
import {
  getDeletedVault,
  getPurgeResult,
  listDeletedVaults,
  purgeDeletedVault,
} from "./handlers/deletedVaults";
import { getKey, getKeyVersion, listKeys, listKeyVersions, putKey } from "./handlers/keys";
import { listManagedHsms } from "./handlers/managedHsms";
import { checkNameAvailability } from "./handlers/nameAvailability";
import { getSecret, listSecrets, putSecret, refuseSecretDeletion, updateSecret } from "./handlers/secrets";
import {
  deleteVault,
  getVault,
  listVaults,
  listVaultsByResourceGroup,
  putVault,
  updateVault,
} from "./handlers/vaults";
import { vaultType } from "./model/vaults";
import { accessPoliciesBody } from "./wire/accessPolicies";
import { keyPut, keyType } from "./wire/keys";
import { nameAvailabilityBody } from "./wire/nameAvailability";
import { pageQuery } from "./wire/page";
import { secretPatch, secretPut, secretType } from "./wire/secrets";
import { vaultPatch, vaultPut } from "./wire/vaults";

const apiVersions = [
  "2019-09-01",
  "2020-04-01-preview",
  "2021-04-01-preview",
  "2021-06-01-preview",
  "2021-10-01",
  "2021-11-01-preview",
  "2022-02-01-preview",
  "2022-07-01",
  "2022-11-01",
  "2023-02-01",
  "2023-07-01",
  "2023-08-01-preview",
  "2024-04-01-preview",
  "2024-11-01",
  "2024-12-01-preview",
  "2025-05-01",
  "2026-02-01",
  "2026-05-15",
];

const provider = `${subscriptionPath}/providers/Microsoft.KeyVault` as const;
const vaults = `${resourceGroupPath}/providers/Microsoft.KeyVault/vaults` as const;
const vault = `${vaults}/{vaultName}` as const;
const deletedVault = `${provider}/locations/{location}/deletedVaults/{vaultName}` as const;
const secret = `${vault}/secrets/{secretName}` as const;
const key = `${vault}/keys/{keyName}` as const;

export const keyVaultRoutes: Route[] = [
  route({ method: "GET", path: vault, apiVersions, action: `${vaultType}/read`, handle: getVault }),
  route({
    method: "PUT",
    path: vault,
    apiVersions,
    action: `${vaultType}/write`,
    body: vaultPut,
    handle: putVault,
  }),
  route({
    method: "PATCH",
    path: vault,
    apiVersions,
    action: `${vaultType}/write`,
    body: vaultPatch,
    handle: updateVault,
  }),
  route({ method: "DELETE", path: vault, apiVersions, action: `${vaultType}/delete`, handle: deleteVault }),
  route({
    method: "GET",
    path: vaults,
    apiVersions,
    query: pageQuery,
    action: `${vaultType}/read`,
    handle: listVaultsByResourceGroup,
  }),
  route({
    method: "GET",
    path: `${provider}/vaults`,
    apiVersions,
    query: pageQuery,
    action: `${vaultType}/read`,
    handle: listVaults,
  }),
  route({
    method: "PUT",
    path: `${vault}/accessPolicies/{operationKind}`,
    apiVersions,
    action: `${vaultType}/accessPolicies/write`,
    body: accessPoliciesBody,
    handle: updateAccessPolicies,
  }),
  route({
    method: "GET",
    path: `${provider}/deletedVaults`,
    apiVersions,
    query: pageQuery,
    action: "Microsoft.KeyVault/deletedVaults/read",
    handle: listDeletedVaults,
  }),
  route({
    method: "GET",
    path: deletedVault,
    apiVersions,
    action: "Microsoft.KeyVault/locations/deletedVaults/read",
    handle: getDeletedVault,
  }),
  route({
    method: "POST",
    path: `${deletedVault}/purge`,
    apiVersions,
    action: "Microsoft.KeyVault/locations/deletedVaults/purge/action",
    scope: subscriptionScope,
    handle: purgeDeletedVault,
  }),
  ...(["managedHSMs", "deletedManagedHSMs"] as const).map((type) =>
    route({
      method: "GET",
      path: `${provider}/${type}`,
      apiVersions,
      query: pageQuery,
      action: `Microsoft.KeyVault/${type}/read`,
      handle: listManagedHsms,
    }),
  ),
  route({
    method: "GET",
    path: `${provider}/locations/{location}/operationResults/{operationId}`,
    apiVersions,
    handle: getPurgeResult,
  }),
  route({
    method: "POST",
    path: `${provider}/checkNameAvailability`,
    apiVersions,
    action: "Microsoft.KeyVault/checkNameAvailability/read",
    body: nameAvailabilityBody,
    handle: checkNameAvailability,
  }),
  route({ method: "GET", path: secret, apiVersions, action: `${secretType}/read`, handle: getSecret }),
  route({
    method: "PUT",
    path: secret,
    apiVersions,
    action: `${secretType}/write`,
    body: secretPut,
    handle: putSecret,
  }),
  route({
    method: "PATCH",
    path: secret,
    apiVersions,
    action: `${secretType}/write`,
    body: secretPatch,
    handle: updateSecret,
  }),
  route({ method: "DELETE", path: secret, apiVersions, handle: refuseSecretDeletion }),
  route({ method: "GET", path: key, apiVersions, action: `${keyType}/read`, handle: getKey }),
  route({
    method: "PUT",
    path: key,
    apiVersions,
    action: `${keyType}/write`,
    body: keyPut,
    handle: putKey,
  }),
  route({
    method: "GET",
    path: `${vault}/keys`,
    apiVersions,
    query: pageQuery,
    action: `${keyType}/read`,
    handle: listKeys,
  }),
  route({
    method: "GET",
    path: `${key}/versions`,
    apiVersions,
    query: pageQuery,
    action: `${keyType}/versions/read`,
    handle: listKeyVersions,
  }),
  route({
    method: "GET",
    path: `${key}/versions/{keyVersion}`,
    apiVersions,
    action: `${keyType}/versions/read`,
    handle: getKeyVersion,
  }),
  route({
    method: "GET",
    path: `${vault}/secrets`,
    apiVersions,
    query: pageQuery,
    action: `${secretType}/read`,
    handle: listSecrets,
  }),
];
