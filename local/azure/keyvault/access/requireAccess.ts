/** Whether a caller may use a vault: first its network rules, then its permission model decides. */
import type { AccessPolicy } from "../../arm/keyvault/model/accessPolicies";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import { allowsAddress } from "../../network/networkAcls";
import type { NetworkAcls } from "../../network/networkAcls";
import type { Call } from "../../service";
import { policyAllows } from "./accessPolicies";
import type { RequiredPermission } from "./permissions";

/** @throws AzureError 403 with Key Vault's inner codes. */
export function requireAccess(call: Call, vault: ArmResource, required: RequiredPermission): void {
  requireNetworkAccess(call, vault);
  if (vault.properties.enableRbacAuthorization) {
    requireDataAction(call, vault, required);
  } else {
    requirePolicyPermission(call, vault, required);
  }
}

const forbidden = (innerCode: string, message: string) =>
  new AzureError(403, "Forbidden", message, { innerCode });

const describeCaller = ({ caller }: Call) =>
  `appid=${caller.appId};oid=${caller.objectId};iss=${caller.issuer}`;

const describeVault = ({ name, location }: ArmResource) => `${name};location=${location}`;

function requireDataAction(call: Call, vault: ArmResource, { kind, dataAction }: RequiredPermission): void {
  const action = `Microsoft.KeyVault/vaults/${kind}/${dataAction}`;
  const { name } = call.params;
  const scope = name === undefined ? vault.id : `${vault.id}/${kind}/${name}`;
  if (!call.platform.authorization.allowsDataAction(call.caller, action, scope)) {
    throw forbidden(
      "ForbiddenByRbac",
      "Caller is not authorized to perform action on resource.\r\n" +
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n" +
        `Caller: ${describeCaller(call)}\r\nAction: '${action}'\r\nResource: '${scope.toLowerCase()}'\r\nAssignment: (not found)\r\n` +
        `DenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: ${describeVault(vault)}\r\n`,
    );
  }
}

function requirePolicyPermission(call: Call, vault: ArmResource, required: RequiredPermission): void {
  const { kind, permission } = required;
  const { caller } = call;
  const policies = vault.properties.accessPolicies as AccessPolicy[];
  if (!policyAllows(policies, [caller.objectId, ...caller.groups], required)) {
    throw forbidden(
      "ForbiddenByPolicy",
      `The user, group or application '${describeCaller(call)}' does not have ${kind} ${permission} permission on key vault ` +
        `'${describeVault(vault)}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    );
  }
}

function requireNetworkAccess(call: Call, vault: ArmResource): void {
  const { clientAddress } = call;
  const who = `Caller: ${describeCaller(call)}\r\nVault: ${describeVault(vault)}`;
  if (String(vault.properties.publicNetworkAccess).toLowerCase() === "disabled") {
    // Recorded, microsoft/multimodal-ai#171, Jan 2025.
    throw forbidden(
      "ForbiddenByConnection",
      `Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n${who}`,
    );
  }
  if (!allowsAddress(vault.properties.networkAcls as NetworkAcls | undefined, clientAddress)) {
    throw forbidden(
      "ForbiddenByFirewall",
      `Client address is not authorized and caller is not a trusted service.\r\nClient address: ${clientAddress}\r\n${who}`,
    );
  }
}
