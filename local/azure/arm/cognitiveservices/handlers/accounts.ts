import type { OperationOutcome } from "../../../operations";
import type { Call, Platform, Reply } from "../../../service";
import { requireRegistered, requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { operationReply } from "../../operations";
import { requireResourceGroup } from "../../resourceGroups/model/resourceGroups";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { definedProperties } from "../../wire";
import {
  requireAccountName,
  requireKindAndSku,
  requireMatchingEtag,
  requireQuota,
  requireRestoreFlag,
  requireSupportedProperties,
  requireUnchanged,
} from "../model/accountRules";
import { accountId, accountType, requireAccount, requireIdle, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { removeDeletedAccount, softDeleteAccount } from "../model/deletedAccounts";
import { newEtag } from "../model/etag";
import { requireKind, requireKindChange } from "../model/kindChange";
import { kindOf } from "../model/kinds";
import { startAccountOperation } from "../model/operations";
import { requireFreeSubdomain, subdomainOf } from "../model/subdomains";
import { writtenAccount } from "../model/writtenAccount";
import type { AccountWrite, CompleteBody } from "../model/writtenAccount";
import { toResponseAccount } from "../wire/accounts";
import type { AccountPatch, AccountPut } from "../wire/accounts";

export function getAccount(call: AccountCall): Reply {
  const account = requireAccount(call);
  // Some clients poll the resource itself.
  call.platform.operations.pollResource(account.id);
  return accountReply(call, 200, requireAccount(call));
}

const accountReply = (call: AccountCall, status: number, account: ArmResource, headers = {}): Reply => ({
  status,
  headers: { ...(account.etag ? { etag: account.etag } : {}), ...headers },
  body: toResponseAccount(call, account),
});

const accountPage = (call: Call<unknown, "subscriptionId">, accounts: readonly ArmResource[]): Reply => ({
  status: 200,
  body: page(
    call,
    accounts.map((account) => toResponseAccount(call, account)),
  ),
});

export const listAccounts = (call: Call<unknown, "subscriptionId">): Reply =>
  accountPage(call, call.platform.resources.list(accountType));

export const listAccountsByResourceGroup = (
  call: Call<unknown, "subscriptionId" | "resourceGroupName">,
): Reply => accountPage(call, call.platform.resources.list(accountType, requireResourceGroup(call).id));

export function putAccount(call: AccountCall<AccountPut>): Reply {
  const { platform, params, body, apiVersion } = call;
  requireRegistered(platform, "Microsoft.CognitiveServices");
  const name = requireAccountName(params.accountName);
  const resourceGroup = requireResourceGroup(call);
  const region = requireRegion(body.location);
  const id = `${resourceGroup.id}/providers/${accountType}/${name}`;
  const before = platform.resources.get(id);
  requireMatchingEtag(call, before);
  requireIdle(platform, id);
  requireSupportedProperties(body.properties, apiVersion);
  const restored = before ? undefined : requireRestoreFlag(platform, id, body);
  if (before) {
    requireUnchanged(platform, before, body, region);
    requireKindChange(platform, before, body);
  }
  const complete = requireKindAndSku(bodyOver(before ?? restored, body));
  if ((before ?? restored)?.kind !== complete.kind) {
    requireQuota(platform, complete.kind, region);
  }
  const source = restored ? restoredBody(restored, complete) : complete;
  requireFreeSubdomain(platform, source.properties.customSubDomainName, id);
  const isNewAndImmediate = !before && kindOf(complete.kind).isCreatedAtOnce === true;
  return writeAccount(call, {
    id: before?.id ?? id,
    name,
    location: before?.location ?? body.location,
    before,
    restored,
    body: source,
    isImmediate: restored !== undefined || isNewAndImmediate,
  });
}

/** A body with the kind and the SKU of the account, where the request has none. */
const bodyOver = (account: ArmResource | undefined, body: AccountPut): AccountPut => ({
  ...body,
  kind: body.kind ?? (account?.kind as AccountPut["kind"]),
  sku: body.sku ?? (account?.sku as AccountPut["sku"]),
});

/** The body of a write that restores an account: what the account had, and the request's tags and properties. */
function restoredBody(account: ArmResource, body: CompleteBody): CompleteBody {
  return {
    ...body,
    kind: (account.kind ?? body.kind) as CompleteBody["kind"],
    sku: (account.sku as CompleteBody["sku"] | undefined) ?? body.sku,
    identity: body.identity ?? (account.identity && { type: account.identity.type as IdentityType }),
    tags: body.tags ?? account.tags,
    properties: { ...body.properties, customSubDomainName: subdomainOf(account) },
  };
}

type IdentityType = NonNullable<AccountPut["identity"]>["type"];

export function updateAccount(call: AccountCall<AccountPatch>): Reply {
  const { platform, body, apiVersion } = call;
  const before = requireAccount(call);
  requireMatchingEtag(call, before);
  requireIdle(platform, before.id);
  requireSupportedProperties(body.properties ?? {}, apiVersion);
  requireUnchanged(platform, before, body, regionName(body.location ?? before.location));
  requireKind(before, body.kind);
  requireFreeSubdomain(platform, body.properties?.customSubDomainName, before.id);
  return writeAccount(call, {
    id: before.id,
    name: before.name,
    location: before.location,
    before,
    body: {
      location: before.location,
      kind: before.kind as CompleteBody["kind"],
      sku: body.sku ?? (before.sku as CompleteBody["sku"]),
      identity: body.identity ?? (before.identity as AccountPut["identity"]),
      tags: body.tags ?? before.tags,
      properties: body.properties ?? {},
    },
    // New tags alone need no operation (recorded, Azure/azure-cli, 26 October 2022).
    isImmediate: !body.identity && Object.keys(definedProperties(body.properties ?? {})).length === 0,
  });
}

function writeAccount(call: AccountCall, write: AccountWrite): Reply {
  const { platform, method } = call;
  const account = writtenAccount(call, write);
  platform.resources.put(account);
  removeDeletedAccount(platform, account.id);
  const hasLocation = method === "PATCH";
  const { isImmediate } = write;
  const headers = startAccountOperation(call, { kind: "writeAccount", account, isImmediate, hasLocation });
  const updated = hasLocation ? operationReply(headers).status : 200;
  return accountReply(
    call,
    write.before ? updated : 201,
    platform.resources.get(account.id) ?? account,
    headers,
  );
}

/** Ends the creation or the update of an account. */
export function completeAccountWrite(platform: Platform, id: string, outcome: OperationOutcome): void {
  const account = platform.resources.get(id);
  if (account) {
    platform.resources.put({ ...withState(account, outcome.status), etag: newEtag() });
  }
}

export function deleteAccount(call: AccountCall): Reply {
  const { platform } = call;
  requireResourceGroup(call);
  const account = platform.resources.get(accountId(call));
  if (!account) {
    return { status: 204 };
  }
  requireUnlocked(platform, account.id, "delete");
  requireIdle(platform, account.id);
  platform.resources.put(withState(account, "Deleting"));
  // The answer is the end, in each recording.
  return operationReply(
    startAccountOperation(call, { kind: "deleteAccount", account, isImmediate: true, hasLocation: true }),
  );
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

const withState = (account: ArmResource, provisioningState: string): ArmResource => ({
  ...account,
  properties: { ...account.properties, provisioningState },
});
