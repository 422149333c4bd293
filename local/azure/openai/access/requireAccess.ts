import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import { allowsAddress } from "../../network/networkAcls";
import type { NetworkAcls } from "../../network/networkAcls";
import type { Call } from "../../service";

/** Data actions below `Microsoft.CognitiveServices/accounts/OpenAI/`. */
export type DataAction =
  | `files/${"read" | "write" | "delete"}`
  | `fine-tunes/${"read" | "write" | "delete"}`
  | "models/read"
  | "deployments/chat/completions/action";

/** @throws AzureError 403 where the account's network rules deny the client's address. */
export function requireNetworkAccess({ properties }: ArmResource, clientAddress: string): void {
  const isPublic = properties.publicNetworkAccess !== "Disabled";
  if (!isPublic || !allowsAddress(properties.networkAcls as NetworkAcls | undefined, clientAddress)) {
    throw new AzureError(403, "403", "Access denied due to Virtual Network/Firewall rules.");
  }
}

/** @throws AzureError 401 `PermissionDenied` where the caller has neither a key nor a role. */
export function requireDataAction(call: Call, account: ArmResource, action: DataAction): void {
  const { platform, caller } = call;
  const dataAction = `Microsoft.CognitiveServices/accounts/OpenAI/${action}`;
  const hasKey = caller.objectId === account.id;
  if (!hasKey && !platform.authorization.allowsDataAction(caller, dataAction, account.id)) {
    throw new AzureError(
      401,
      "PermissionDenied",
      `The principal \`${caller.objectId}\` lacks the required data action \`${dataAction}\` to perform \`${call.method} ${call.url.pathname}\` operation. Principal does not have access to API/Operation.`,
    );
  }
}
