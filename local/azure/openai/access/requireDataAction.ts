import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import { allowsAddress } from "../../network/networkAcls";
import type { NetworkAcls } from "../../network/networkAcls";
import { requireAccount } from "./account";
import type { AccountCall } from "./account";

/**
 * The account of a request whose caller is allowed to run a data action on it.
 * @param action Data action below `Microsoft.CognitiveServices/accounts/OpenAI/`.
 * @throws AzureError 403 by the network rules, 401 `PermissionDenied` without a role.
 */
export function requireDataAction(call: AccountCall, action: string): ArmResource {
  const { platform, caller, params, clientAddress } = call;
  const account = requireAccount(platform, params.subdomain);
  requireNetworkAccess(account, clientAddress);
  const dataAction = `Microsoft.CognitiveServices/accounts/OpenAI/${action}`;
  const hasKey = caller.objectId === account.id;
  if (!hasKey && !platform.authorization.allowsDataAction(caller, dataAction, account.id)) {
    throw new AzureError(
      401,
      "PermissionDenied",
      `The principal \`${caller.objectId}\` lacks the required data action \`${dataAction}\` to perform \`${call.method} ${call.url.pathname}\` operation. Principal does not have access to API/Operation.`,
    );
  }
  return account;
}

function requireNetworkAccess({ properties }: ArmResource, clientAddress: string): void {
  const isPublic = properties.publicNetworkAccess !== "Disabled";
  if (!isPublic || !allowsAddress(properties.networkAcls as NetworkAcls | undefined, clientAddress)) {
    throw new AzureError(403, "403", "Access denied due to Virtual Network/Firewall rules.");
  }
}
