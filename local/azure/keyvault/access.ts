/** Who may do what in a vault: its firewall, then role assignments or access policies, whichever mode it is in. */
import type { AccessPolicy } from "../arm/keyvault/vaultBody";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call } from "../service";

/** Operations on secrets: the data action of role definitions, and the permission of access policies. */
export const operations = {
  get: { dataAction: "getSecret/action", permission: "get" },
  list: { dataAction: "readMetadata/action", permission: "list" },
  set: { dataAction: "setSecret/action", permission: "set" },
  update: { dataAction: "update/action", permission: "set" },
  delete: { dataAction: "delete", permission: "delete" },
  getDeleted: { dataAction: "readMetadata/action", permission: "get" },
  listDeleted: { dataAction: "readMetadata/action", permission: "list" },
  recover: { dataAction: "recover/action", permission: "recover" },
  purge: { dataAction: "purge/action", permission: "purge" },
  backup: { dataAction: "backup/action", permission: "backup" },
  restore: { dataAction: "restore/action", permission: "restore" },
} as const;

export type Operation = keyof typeof operations;

/** @throws AzureError 403 with Key Vault's inner codes. */
export function requireAccess(call: Call, vault: ArmResource, operation: Operation): void {
  requireNetwork(call, vault);
  if (vault.properties.enableRbacAuthorization) {
    requireRole(call, vault, operation);
  } else {
    requirePolicy(call, vault, operation);
  }
}

const forbidden = (innerCode: string, message: string) =>
  new AzureError(403, "Forbidden", message, { innerCode });

const who = ({ caller }: Call) => `appid=${caller.appId};oid=${caller.objectId};iss=${caller.issuer}`;

function requireRole(call: Call, vault: ArmResource, operation: Operation): void {
  const { dataAction } = operations[operation];
  const action = `Microsoft.KeyVault/vaults/secrets/${dataAction}`;
  const name = call.params.secretName;
  const scope = name === undefined ? vault.id : `${vault.id}/secrets/${name}`;
  if (!call.platform.authorization.allowsDataAction(call.caller, action, scope)) {
    throw forbidden(
      "ForbiddenByRbac",
      "Caller is not authorized to perform action on resource.\r\n" +
        "If role assignments, deny assignments or role definitions were changed recently, please observe propagation time.\r\n" +
        `Caller: ${who(call)}\r\nAction: '${action}'\r\nResource: '${scope.toLowerCase()}'\r\nAssignment: (not found)\r\n` +
        `DenyAssignmentId: null\r\nDecisionReason: 'DeniedWithNoValidRBAC' \r\nVault: ${vault.name};location=${vault.location}\r\n`,
    );
  }
}

/** Whether a vault's access policies give a principal a permission: to itself or to one of its groups. */
export function policyAllows(
  policies: readonly AccessPolicy[],
  principals: readonly string[],
  permission: string,
): boolean {
  return policies.some(
    ({ objectId, permissions }) =>
      principals.includes(objectId.toLowerCase()) &&
      (permissions.secrets ?? []).some(
        (one) => one === permission || (one === "all" && permission !== "purge"),
      ),
  );
}

function requirePolicy(call: Call, vault: ArmResource, operation: Operation): void {
  const { permission } = operations[operation];
  const { caller } = call;
  const policies = vault.properties.accessPolicies as AccessPolicy[];
  if (!policyAllows(policies, [caller.objectId, ...caller.groups], permission)) {
    throw forbidden(
      "ForbiddenByPolicy",
      `The user, group or application '${who(call)}' does not have secrets ${permission} permission on key vault ` +
        `'${vault.name};location=${vault.location}'. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125287`,
    );
  }
}

interface NetworkAcls {
  defaultAction: "Allow" | "Deny";
  ipRules: { value: string }[];
}

function requireNetwork(call: Call, vault: ArmResource): void {
  const { clientAddress } = call;
  const acls = vault.properties.networkAcls as NetworkAcls | undefined;
  const isPublic = String(vault.properties.publicNetworkAccess).toLowerCase() !== "disabled";
  const listed = acls?.ipRules.some(({ value }) => rangeContains(value, clientAddress)) ?? false;
  if (!isPublic || (acls?.defaultAction === "Deny" && !listed)) {
    throw forbidden(
      "ForbiddenByFirewall",
      (isPublic
        ? "Client address is not authorized and caller is not a trusted service.\r\n"
        : "Public network access is disabled and request is not from a trusted service nor via an approved private link.\r\n") +
        `Client address: ${clientAddress}\r\nCaller: ${who(call)}\r\nVault: ${vault.name};location=${vault.location}`,
    );
  }
}

/** Whether an IPv4 range such as `10.0.0.0/8` (or one address) contains an address. */
export function rangeContains(range: string, address: string): boolean {
  const [base, bits = "32"] = range.split("/");
  const mask = Number(bits) === 0 ? 0 : (~0 << (32 - Number(bits))) >>> 0;
  return (toNumber(base!) & mask) >>> 0 === (toNumber(address) & mask) >>> 0;
}

const toNumber = (address: string) => address.split(".").reduce((sum, part) => sum * 256 + Number(part), 0);
