/** Cognitive Services accounts, of which Azure OpenAI is a kind (Microsoft.CognitiveServices). */
import { randomBytes, randomUUID } from "node:crypto";
import type { z } from "zod";
import { AzureError } from "../../error";
import type { OperationOutcome } from "../../operations";
import { route } from "../../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../../service";
import { requireResourceGroup } from "../resourceGroups";
import { requireRegistered, requireUnlocked } from "../checks";
import { page, pageQuery } from "../lists";
import { regionName } from "../resources";
import { systemData } from "../systemData";
import type { ArmResource } from "../resources";
import {
  accountPatch,
  accountPut,
  domainAvailability,
  foundryUpgradeVersion,
  regenerateKey,
} from "./wire/accounts";
import type { AccountPatch, AccountPut } from "./wire/accounts";
import {
  accountId,
  accountType,
  openAiAccounts,
  requireAccount,
  requireIdle,
  requireRegion,
  shown,
} from "./model/accounts";
import { purge, requireDeleted, shownDeleted } from "./deletedAccounts";
import { deploymentRoutes } from "./deployments";
import { writeIdentity } from "./model/identity";
import { keysOf, regenerate, requireLocalAuth } from "./model/keys";
import { listModels } from "./model/models";
import {
  deletedAccount,
  deletedAccounts,
  forgetDeletedAccount,
  softDeleteAccount,
} from "./model/deletedAccounts";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName" | "accountName">;

export const apiVersions = [
  "2021-10-01",
  "2022-10-01",
  "2022-12-01",
  "2023-05-01",
  "2024-10-01",
  "2025-06-01",
  "2025-09-01",
  "2025-12-01",
  foundryUpgradeVersion,
  "2026-03-01",
  "2026-05-01",
];

const group = "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}";
const path = `${group}/providers/${accountType}/{accountName}`;
const provider = "/subscriptions/{subscriptionId}/providers/Microsoft.CognitiveServices";
const deletedPath = `${provider}/locations/{location}/resourceGroups/{resourceGroupName}/deletedAccounts/{accountName}`;
const subscriptionScope = ({ subscriptionId }: Readonly<Record<string, string>>) =>
  `/subscriptions/${subscriptionId}`;

export const cognitiveServicesRoutes: Route[] = [
  route({ method: "GET", path, apiVersions, action: `${accountType}/read`, handle: getAccount }),
  route({
    method: "PUT",
    path,
    apiVersions,
    action: `${accountType}/write`,
    body: accountPut,
    handle: putAccount,
  }),
  route({
    method: "PATCH",
    path,
    apiVersions,
    action: `${accountType}/write`,
    body: accountPatch,
    handle: patchAccount,
  }),
  route({ method: "DELETE", path, apiVersions, action: `${accountType}/delete`, handle: deleteAccount }),
  route({
    method: "GET",
    path: `${group}/providers/${accountType}`,
    apiVersions,
    query: pageQuery,
    action: `${accountType}/read`,
    handle: (call) => ({
      status: 200,
      body: page(call, call.platform.resources.list(accountType, requireResourceGroup(call).id).map(shown)),
    }),
  }),
  route({
    method: "GET",
    path: `${provider}/accounts`,
    apiVersions,
    query: pageQuery,
    action: `${accountType}/read`,
    handle: (call) => ({
      status: 200,
      body: page(call, call.platform.resources.list(accountType).map(shown)),
    }),
  }),
  route({
    method: "POST",
    path: `${path}/listKeys`,
    apiVersions,
    action: `${accountType}/listKeys/action`,
    handle: (call) => ({ status: 200, body: keysOf(call.platform, requireLocalAuth(requireAccount(call))) }),
  }),
  route({
    method: "POST",
    path: `${path}/regenerateKey`,
    apiVersions,
    action: `${accountType}/regenerateKey/action`,
    body: regenerateKey,
    handle: regenerate,
  }),
  route({
    method: "GET",
    path: `${path}/models`,
    apiVersions,
    action: `${accountType}/models/read`,
    handle: (call) => ({
      status: 200,
      body: { value: listModels(requireAccount(call).location).map(({ model }) => model) },
    }),
  }),
  route({
    method: "GET",
    path: `${provider}/locations/{location}/models`,
    apiVersions,
    action: "Microsoft.CognitiveServices/locations/models/read",
    handle: ({ params }) => ({ status: 200, body: { value: listModels(requireRegion(params.location)) } }),
  }),
  route({
    method: "GET",
    path: `${provider}/locations/{location}/usages`,
    apiVersions,
    query: ["$filter"],
    action: "Microsoft.CognitiveServices/locations/usages/read",
    handle: ({ platform, params }) => ({
      status: 200,
      body: {
        value: [
          {
            name: { value: "OpenAI.S0.AccountCount", localizedValue: "Accounts" },
            unit: "Count",
            currentValue: openAiAccounts(platform, requireRegion(params.location)),
            limit: platform.settings.current.openAiAccountLimit,
          },
        ],
      },
    }),
  }),
  route({
    method: "POST",
    path: `${provider}/checkDomainAvailability`,
    apiVersions,
    action: "Microsoft.CognitiveServices/checkDomainAvailability/action",
    scope: subscriptionScope,
    body: domainAvailability,
    handle: checkDomain,
  }),
  route({
    method: "GET",
    path: `${provider}/deletedAccounts`,
    apiVersions,
    query: pageQuery,
    action: "Microsoft.CognitiveServices/deletedAccounts/read",
    handle: (call) => ({
      status: 200,
      body: page(
        call,
        deletedAccounts(call.platform).map((one) => shownDeleted(call.platform, one)),
      ),
    }),
  }),
  route({
    method: "GET",
    path: deletedPath,
    apiVersions,
    action: "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/read",
    scope: subscriptionScope,
    handle: (call) => ({ status: 200, body: shownDeleted(call.platform, requireDeleted(call)) }),
  }),
  route({
    method: "DELETE",
    path: deletedPath,
    apiVersions,
    action: "Microsoft.CognitiveServices/locations/resourceGroups/deletedAccounts/delete",
    scope: subscriptionScope,
    handle: purge,
  }),
  ...deploymentRoutes(path, apiVersions),
];

function getAccount(call: Call): Reply {
  const account = requireAccount(call);
  // Some clients poll the resource itself.
  const operation = call.platform.operations.inProgress(account.id);
  if (operation) {
    call.platform.operations.poll(operation);
  }
  return { status: 200, body: shown(requireAccount(call)) };
}

function putAccount(call: Call<AccountPut>): Reply {
  const { platform, params, body, apiVersion } = call;
  requireRegistered(platform, "Microsoft.CognitiveServices");
  const name = params.accountName;
  if (!/^[a-z0-9][\w.-]{1,63}$/i.test(name)) {
    throw new AzureError(
      400,
      "AccountNameInvalid",
      "The account name must be 2 to 64 letters, digits, '_', '.' and '-', beginning with a letter or digit.",
    );
  }
  const resourceGroup = requireResourceGroup(call);
  const region = requireRegion(body.location);
  const id = `${resourceGroup.id}/providers/${accountType}/${name}`;
  const before = platform.resources.get(id);
  checkEtag(call, before);
  requireIdle(platform, id);
  checkVersion(body.properties, apiVersion);
  const restored = before ? undefined : checkDeleted(platform, id, body);
  if (before) {
    checkUnchanged(platform, before, body, region);
  } else if (
    !restored &&
    body.kind === "OpenAI" &&
    openAiAccounts(platform, region) >= platform.settings.current.openAiAccountLimit
  ) {
    throw new AzureError(
      400,
      "InsufficientQuota",
      `The subscription has reached its limit of ${platform.settings.current.openAiAccountLimit} accounts of kind OpenAI in ${region}.`,
    );
  }
  const source = restored ? restoredBody(restored, body) : body;
  requireFreeSubdomain(platform, source.properties.customSubDomainName, id);
  return write(call, { id: before?.id ?? id, name, region, before, body: source });
}

/** What must hold of an account in soft delete before one of its name is made. @returns The account to restore, if any. */
function checkDeleted(platform: Platform, id: string, { properties }: AccountPut): ArmResource | undefined {
  const deleted = deletedAccount(platform, id);
  if (properties.restore && !deleted) {
    throw new AzureError(
      400,
      "CanNotRestoreANonExistingResource",
      `There is no soft-deleted account with the ID '${id}' to restore.`,
    );
  }
  if (deleted && !properties.restore) {
    throw new AzureError(
      409,
      "FlagMustBeSetForRestore",
      `An existing resource with ID '${id}' has been soft-deleted. To restore the resource, you must specify 'restore' to be 'true' in the property. If you don't want to restore existing resource, please purge it first.`,
    );
  }
  return deleted?.account;
}

function restoredBody({ kind, sku, tags, properties }: ArmResource, body: AccountPut): AccountPut {
  return {
    ...body,
    kind: (kind ?? body.kind) as AccountPut["kind"],
    sku: (sku as AccountPut["sku"] | undefined) ?? body.sku,
    tags: body.tags ?? tags,
    properties: {
      ...body.properties,
      customSubDomainName: properties.customSubDomainName as string | undefined,
    },
  };
}

function checkEtag({ headers }: Call, before: ArmResource | undefined): void {
  const wanted = headers.get("if-match");
  if (wanted && wanted !== "*" && wanted.replace(/^"|"$/g, "") !== before?.etag?.replace(/^"|"$/g, "")) {
    throw new AzureError(412, "PreconditionFailed", "The condition specified by the ETag is not satisfied.");
  }
}

function checkVersion(properties: { foundryAutoUpgrade?: unknown }, apiVersion: string): void {
  if (properties.foundryAutoUpgrade && apiVersion !== foundryUpgradeVersion) {
    throw new AzureError(
      400,
      "InvalidRequestContent",
      `The property 'foundryAutoUpgrade' is not part of the api-version '${apiVersion}'.`,
    );
  }
}

function checkUnchanged(
  platform: Platform,
  before: ArmResource,
  said: { kind?: string; properties?: { customSubDomainName?: string | null } | null },
  region: string,
): void {
  requireUnlocked(platform, before.id, "write");
  if (region !== before.location) {
    throw new AzureError(
      409,
      "InvalidResourceLocation",
      `The resource '${before.name}' already exists in location '${before.location}'. A resource with the same name cannot be created in location '${region}'.`,
    );
  }
  if (said.kind !== undefined && said.kind !== before.kind) {
    throw new AzureError(
      400,
      "InvalidKind",
      `The kind of an account cannot be changed from '${before.kind}' to '${said.kind}'.`,
    );
  }
  const now = before.properties.customSubDomainName;
  const subdomain = said.properties?.customSubDomainName;
  if (now !== undefined && subdomain && subdomain.toLowerCase() !== String(now).toLowerCase()) {
    throw new AzureError(
      400,
      "CustomDomainCannotBeChanged",
      `The custom subdomain '${String(now)}' of an account cannot be changed.`,
    );
  }
}

function requireFreeSubdomain(platform: Platform, subdomain: string | null | undefined, id: string): void {
  if (!subdomain) {
    return;
  }
  const holders = [
    ...platform.resources.list(accountType),
    ...deletedAccounts(platform).map(({ account }) => account),
  ];
  const holder = holders.find(
    (one) =>
      one.id.toLowerCase() !== id.toLowerCase() &&
      String(one.properties.customSubDomainName ?? "").toLowerCase() === subdomain.toLowerCase(),
  );
  if (holder) {
    throw new AzureError(
      409,
      "CustomDomainInUse",
      `Please pick a different name. The subdomain name '${subdomain}' is not available as it's already used by a resource. ` +
        "If the resource was deleted in the last 48 hours, you may need to purge it.",
    );
  }
}

interface Write {
  id: string;
  name: string;
  region: string;
  before: ArmResource | undefined;
  body: AccountPut;
}

function write(call: Call<unknown>, { id, name, region, before, body }: Write): Reply {
  const { platform } = call;
  const { restore: _, ...said } = body.properties;
  const subdomain =
    said.customSubDomainName ?? (before?.properties.customSubDomainName as string | undefined);
  const account: ArmResource = {
    id,
    name: before?.name ?? name,
    type: accountType,
    location: region,
    tags: body.tags ?? undefined,
    kind: body.kind,
    sku: { name: body.sku.name },
    identity: writeIdentity(platform, body.identity, before?.identity, id, name),
    etag: `"${randomUUID()}"`,
    systemData: systemData(call as Call, before?.systemData),
    properties: {
      ...before?.properties,
      ...Object.fromEntries(
        Object.entries(said).filter(([, value]) => value !== undefined && value !== null),
      ),
      ...(subdomain ? { customSubDomainName: subdomain } : {}),
      publicNetworkAccess: said.publicNetworkAccess ?? before?.properties.publicNetworkAccess ?? "Enabled",
      endpoint: endpointOf(body.kind, subdomain, region),
      endpoints: { "OpenAI Language Model Instance API": endpointOf(body.kind, subdomain, region) },
      internalId: before?.properties.internalId ?? randomBytes(16).toString("hex"),
      dateCreated: before?.properties.dateCreated ?? new Date(platform.clock.now()).toISOString(),
      callRateLimit: { rules: [] },
      isMigrated: false,
      provisioningState: before ? "Accepted" : "Creating",
      capabilities: [{ name: "VirtualNetworks" }, { name: "CustomerManagedKey" }],
      privateEndpointConnections: [],
    },
  };
  platform.resources.put(account);
  forgetDeletedAccount(platform, id);
  const headers = platform.operations.start({
    kind: "writeAccount",
    method: call.method,
    resourceId: id,
    location: region,
    provider: "Microsoft.CognitiveServices",
    apiVersion: call.apiVersion,
  });
  return { status: before ? (headers ? 202 : 200) : 201, headers, body: shown(platform.resources.get(id)!) };
}

function endpointOf(kind: string, subdomain: string | undefined, region: string): string {
  if (!subdomain) {
    return `https://${region}.api.cognitive.microsoft.com/`;
  }
  return `https://${subdomain.toLowerCase()}.${kind === "OpenAI" ? "openai.azure.com" : "cognitiveservices.azure.com"}/`;
}

/** Ends the creation or change of an account. */
export function completeAccountWrite(platform: Platform, id: string, outcome: OperationOutcome): void {
  const account = platform.resources.get(id);
  if (account) {
    platform.resources.put({
      ...account,
      properties: { ...account.properties, provisioningState: outcome.status },
    });
  }
}

/** Ends the deletion of an account. */
export function completeAccountDelete(platform: Platform, id: string, outcome: OperationOutcome): void {
  const account = platform.resources.get(id);
  if (account && outcome.status === "Succeeded") {
    softDeleteAccount(platform, account);
  } else {
    completeAccountWrite(platform, id, outcome);
  }
}

function patchAccount(call: Call<AccountPatch>): Reply {
  const { platform, body, apiVersion } = call;
  const before = requireAccount(call);
  checkEtag(call, before);
  requireIdle(platform, before.id);
  checkVersion(body.properties ?? {}, apiVersion);
  checkUnchanged(platform, before, body, regionName(body.location ?? before.location));
  requireFreeSubdomain(platform, body.properties?.customSubDomainName, before.id);
  return write(call, {
    id: before.id,
    name: before.name,
    region: before.location,
    before,
    body: {
      location: before.location,
      kind: before.kind as AccountPut["kind"],
      sku: body.sku ?? (before.sku as AccountPut["sku"]),
      identity: body.identity ?? (before.identity as AccountPut["identity"]),
      tags: body.tags ?? before.tags,
      properties: body.properties ?? {},
    },
  });
}

function deleteAccount(call: Call): Reply {
  const { platform } = call;
  const account = platform.resources.get(accountId(call));
  if (!account) {
    requireResourceGroup(call);
    return { status: 204 };
  }
  requireUnlocked(platform, account.id, "delete");
  requireIdle(platform, account.id);
  platform.resources.put({
    ...account,
    properties: { ...account.properties, provisioningState: "Deleting" },
  });
  const headers = platform.operations.start({
    kind: "deleteAccount",
    method: call.method,
    resourceId: account.id,
    location: account.location,
    provider: "Microsoft.CognitiveServices",
    apiVersion: call.apiVersion,
  });
  return { status: headers ? 202 : 200, headers };
}

function checkDomain({
  platform,
  body,
}: AnyCall<z.infer<typeof domainAvailability>, "subscriptionId">): Reply {
  const { subdomainName, type } = body;
  try {
    requireFreeSubdomain(platform, subdomainName, "");
    return { status: 200, body: { isSubdomainAvailable: true, reason: null, subdomainName, type } };
  } catch (error) {
    return {
      status: 200,
      body: { isSubdomainAvailable: false, reason: (error as AzureError).message, subdomainName, type },
    };
  }
}
