import type { OperationOutcome } from "../../../operations";
import type { Call, Platform, Reply } from "../../../service";
import { requireRegistered, requireUnlocked } from "../../checks";
import { page } from "../../lists";
import { operationReply, startOperation } from "../../operations/start";
import { requireResourceGroup } from "../../resourceGroups/model/resourceGroups";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import {
  requireAccountName,
  requireMatchingEtag,
  requireQuota,
  requireRestoreFlag,
  requireSupportedProperties,
  requireUnchanged,
} from "../model/accountRules";
import { accountId, accountType, requireAccount, requireIdle, requireRegion } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { removeDeletedAccount, softDeleteAccount } from "../model/deletedAccounts";
import { requireFreeSubdomain, subdomainOf } from "../model/subdomains";
import { writtenAccount } from "../model/writtenAccount";
import type { AccountWrite } from "../model/writtenAccount";
import { toResponseAccount } from "../wire/accounts";
import type { AccountPatch, AccountPut } from "../wire/accounts";

export function getAccount(call: AccountCall): Reply {
  const account = requireAccount(call);
  // Some clients poll the resource itself.
  const operation = call.platform.operations.inProgress(account.id);
  if (operation) {
    call.platform.operations.poll(operation);
  }
  return { status: 200, body: toResponseAccount(requireAccount(call)) };
}

export function listAccounts(call: Call<unknown, "subscriptionId">): Reply {
  return { status: 200, body: page(call, call.platform.resources.list(accountType).map(toResponseAccount)) };
}

export function listAccountsByResourceGroup(call: Call<unknown, "resourceGroupName">): Reply {
  const accounts = call.platform.resources.list(accountType, requireResourceGroup(call).id);
  return { status: 200, body: page(call, accounts.map(toResponseAccount)) };
}

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
  } else if (!restored) {
    requireQuota(platform, body.kind, region);
  }
  const source = restored ? restoredBody(restored, body) : body;
  requireFreeSubdomain(platform, source.properties.customSubDomainName, id);
  return writeAccount(call, { id: before?.id ?? id, name, region, before, body: source });
}

/** The body of a write that restores an account: what the account had, and the request's tags and properties. */
function restoredBody(account: ArmResource, body: AccountPut): AccountPut {
  return {
    ...body,
    kind: (account.kind ?? body.kind) as AccountPut["kind"],
    sku: (account.sku as AccountPut["sku"] | undefined) ?? body.sku,
    tags: body.tags ?? account.tags,
    properties: { ...body.properties, customSubDomainName: subdomainOf(account) },
  };
}

export function updateAccount(call: AccountCall<AccountPatch>): Reply {
  const { platform, body, apiVersion } = call;
  const before = requireAccount(call);
  requireMatchingEtag(call, before);
  requireIdle(platform, before.id);
  requireSupportedProperties(body.properties ?? {}, apiVersion);
  requireUnchanged(platform, before, body, regionName(body.location ?? before.location));
  requireFreeSubdomain(platform, body.properties?.customSubDomainName, before.id);
  return writeAccount(call, {
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

function writeAccount(call: AccountCall, write: AccountWrite): Reply {
  const { platform } = call;
  const account = writtenAccount(call, write);
  platform.resources.put(account);
  removeDeletedAccount(platform, account.id);
  const headers = startOperation(call, "writeAccount", account, "Microsoft.CognitiveServices");
  return {
    status: write.before ? operationReply(headers).status : 201,
    headers,
    body: toResponseAccount(platform.resources.get(account.id) ?? account),
  };
}

/** Ends the creation or the update of an account. */
export function completeAccountWrite(platform: Platform, id: string, outcome: OperationOutcome): void {
  const account = platform.resources.get(id);
  if (account) {
    platform.resources.put(withState(account, outcome.status));
  }
}

export function deleteAccount(call: AccountCall): Reply {
  const { platform } = call;
  const account = platform.resources.get(accountId(call));
  if (!account) {
    requireResourceGroup(call);
    return { status: 204 };
  }
  requireUnlocked(platform, account.id, "delete");
  requireIdle(platform, account.id);
  platform.resources.put(withState(account, "Deleting"));
  return operationReply(startOperation(call, "deleteAccount", account, "Microsoft.CognitiveServices"));
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
