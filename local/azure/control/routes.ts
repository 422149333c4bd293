/** `/_local/…`: control of the local Azure. Clients call these routes at the proxy's own URL. */
import { AzureError } from "../error";
import { openRoute } from "../service";
import type { OpenRoute, Platform } from "../service";
import { advanceClock, getClock } from "./handlers/clock";
import { addApplication, addUser, getApplication, getSeed, removeUser } from "./handlers/directory";
import { addFaults, clearFaults, listFaults } from "./handlers/faults";
import { getIdentityToken, getMachineToken } from "./handlers/identityToken";
import { assignPolicies, clearPolicies, listPolicies } from "./handlers/policies";
import { clearRequests, listRequests } from "./handlers/requests";
import { changeSettings, getSettings, resetSettings } from "./handlers/settings";
import { addCertificate, addFederatedCredential, addManagedIdentity, getOidcToken } from "./handlers/signIn";
import { addWandbKey, revokeWandbKey } from "./handlers/wandbKeys";
import { getRunPageByToken } from "../wandb/handlers/runPage";
import { howToAuthenticate, isSameSecret } from "./model/token";
import { advanceBody } from "./wire/clock";
import { applicationBody, userBody } from "./wire/directory";
import { faultsBody } from "./wire/faults";
import { policiesBody } from "./wire/policies";
import { settingsBody } from "./wire/settings";
import { certificateBody, federatedCredentialBody, managedIdentityBody } from "./wire/signIn";
import { addKeyBody, revokeKeyBody } from "./wire/wandbKeys";

const apiVersions: string[] = [];

const clock = "/_local/clock";
const faults = "/_local/faults";
const policies = "/_local/policies";
const requests = "/_local/requests";
const settings = "/_local/settings";
const applications = "/_local/directory/applications";
const users = "/_local/directory/users";
const managedIdentities = "/_local/directory/managedIdentities";
const federatedCredentials = "/_local/directory/federatedCredentials";
const certificates = "/_local/directory/certificates";
const wandbKeys = "/_local/wandb/keys";
const wandbRun = "/_local/wandb/pages/{entity}/{project}/runs/{run}";

const machineToken = "/_local/identity/{principalId}/{key}/metadata/identity/oauth2/token";
const identityQuery = ["api-version", "resource", "client_id", "mi_res_id", "principal_id"];

/** @throws AzureError 401 where the caller does not have the token of this local Azure. */
function requireControlToken({ controlToken }: Platform, headers: Headers): void {
  const [, token = null] = /^Bearer +(\S+)$/i.exec(headers.get("authorization") ?? "") ?? [];
  if (!isSameSecret(token, controlToken)) {
    throw new AzureError(
      401,
      "Unauthorized",
      `The control routes of the local Azure require its token. ${howToAuthenticate}`,
      { headers: { "www-authenticate": 'Bearer realm="local-azure"' } },
    );
  }
}

/** Routes for callers with the token. */
const tokenRoutes: OpenRoute[] = [
  openRoute({ method: "GET", path: clock, apiVersions, handle: getClock }),
  openRoute({ method: "POST", path: clock, apiVersions, body: advanceBody, handle: advanceClock }),
  openRoute({ method: "GET", path: faults, apiVersions, handle: listFaults }),
  openRoute({ method: "POST", path: faults, apiVersions, body: faultsBody, handle: addFaults }),
  openRoute({ method: "DELETE", path: faults, apiVersions, handle: clearFaults }),
  openRoute({ method: "GET", path: policies, apiVersions, handle: listPolicies }),
  openRoute({ method: "PUT", path: policies, apiVersions, body: policiesBody, handle: assignPolicies }),
  openRoute({ method: "DELETE", path: policies, apiVersions, handle: clearPolicies }),
  openRoute({ method: "GET", path: requests, apiVersions, handle: listRequests }),
  openRoute({ method: "DELETE", path: requests, apiVersions, handle: clearRequests }),
  openRoute({ method: "GET", path: settings, apiVersions, handle: getSettings }),
  openRoute({ method: "PUT", path: settings, apiVersions, body: settingsBody, handle: changeSettings }),
  openRoute({ method: "DELETE", path: settings, apiVersions, handle: resetSettings }),
  openRoute({ method: "GET", path: "/_local/seed", apiVersions, handle: getSeed }),
  openRoute({
    method: "POST",
    path: applications,
    apiVersions,
    body: applicationBody,
    handle: addApplication,
  }),
  openRoute({ method: "GET", path: `${applications}/{clientId}`, apiVersions, handle: getApplication }),
  openRoute({ method: "POST", path: users, apiVersions, body: userBody, handle: addUser }),
  openRoute({ method: "DELETE", path: `${users}/{objectId}`, apiVersions, handle: removeUser }),
  openRoute({ method: "POST", path: wandbKeys, apiVersions, body: addKeyBody, handle: addWandbKey }),
  openRoute({ method: "GET", path: wandbRun, apiVersions, handle: getRunPageByToken }),
  openRoute({ method: "DELETE", path: wandbKeys, apiVersions, body: revokeKeyBody, handle: revokeWandbKey }),
  openRoute({
    method: "POST",
    path: managedIdentities,
    apiVersions,
    body: managedIdentityBody,
    handle: addManagedIdentity,
  }),
  openRoute({
    method: "POST",
    path: federatedCredentials,
    apiVersions,
    body: federatedCredentialBody,
    handle: addFederatedCredential,
  }),
  openRoute({
    method: "POST",
    path: certificates,
    apiVersions,
    body: certificateBody,
    handle: addCertificate,
  }),
];

/**
 * Endpoints that Azure's clients call, unmodified, on a machine or in a pipeline. They cannot send the token. Each requires the secret
 * that its own contract has a place for, which nobody knows without the token (`/_local/seed`).
 */
const credentialRoutes: OpenRoute[] = [
  openRoute({
    method: "GET",
    path: "/_local/identity/{principalId}/token",
    apiVersions,
    query: identityQuery,
    handle: getIdentityToken,
  }),
  // MSAL adds a slash.
  ...[machineToken, `${machineToken}/` as const].map((path) =>
    openRoute({ method: "GET", path, apiVersions, query: identityQuery, handle: getMachineToken }),
  ),
  openRoute({
    method: "GET",
    path: "/_local/oidc/token",
    apiVersions,
    query: ["api-version", "subject", "audience", "lifetimeSeconds"],
    handle: getOidcToken,
  }),
];

export const controlRoutes: readonly OpenRoute[] = [
  ...tokenRoutes.map((row) => ({ ...row, authenticate: requireControlToken })),
  ...credentialRoutes,
];
