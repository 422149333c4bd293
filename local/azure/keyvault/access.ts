/** Who may do what in a vault: its firewall, then role assignments or access policies, whichever mode it is in. */
import type { AccessPolicy } from "../arm/keyvault/model/accessPolicies";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call } from "../service";

/** What an operation asks for: a data action of role definitions, or a permission of access policies. */
export interface Right {
  kind: "secrets" | "keys";
  /** Below `Microsoft.KeyVault/vaults/KIND/`. */
  dataAction: string;
  permission: string;
}

/** Rights on one kind of objects, from a table of data action and permission. */
function rightsOn<Operation extends string>(
  kind: Right["kind"],
  table: Record<Operation, readonly [dataAction: string, permission: string]>,
): Record<Operation, Right> {
  const rows = Object.entries<readonly [string, string]>(table);
  return Object.fromEntries(
    rows.map(([operation, [dataAction, permission]]) => [operation, { kind, dataAction, permission }]),
  ) as Record<Operation, Right>;
}

export const secretRights = rightsOn("secrets", {
  get: ["getSecret/action", "get"],
  list: ["readMetadata/action", "list"],
  set: ["setSecret/action", "set"],
  update: ["update/action", "set"],
  delete: ["delete", "delete"],
  getDeleted: ["readMetadata/action", "get"],
  listDeleted: ["readMetadata/action", "list"],
  recover: ["recover/action", "recover"],
  purge: ["purge/action", "purge"],
  backup: ["backup/action", "backup"],
  restore: ["restore/action", "restore"],
});

export const keyRights = rightsOn("keys", {
  create: ["create/action", "create"],
  get: ["read", "get"],
  list: ["read", "list"],
  update: ["update/action", "update"],
  rotate: ["rotate/action", "rotate"],
  delete: ["delete", "delete"],
  getDeleted: ["read", "get"],
  listDeleted: ["read", "list"],
  recover: ["recover/action", "recover"],
  purge: ["purge/action", "purge"],
  encrypt: ["encrypt/action", "encrypt"],
  decrypt: ["decrypt/action", "decrypt"],
  wrapKey: ["wrap/action", "wrapKey"],
  unwrapKey: ["unwrap/action", "unwrapKey"],
});

/** @throws AzureError 403 with Key Vault's inner codes. */
export function requireAccess(call: Call, vault: ArmResource, right: Right): void {
  requireNetwork(call, vault);
  if (vault.properties.enableRbacAuthorization) {
    requireRole(call, vault, right);
  } else {
    requirePolicy(call, vault, right);
  }
}

const forbidden = (innerCode: string, message: string) =>
  new AzureError(403, "Forbidden", message, { innerCode });

const who = ({ caller }: Call) => `appid=${caller.appId};oid=${caller.objectId};iss=${caller.issuer}`;

function requireRole(call: Call, vault: ArmResource, { kind, dataAction }: Right): void {
  const action = `Microsoft.KeyVault/vaults/${kind}/${dataAction}`;
  const { name } = call.params;
  const scope = name === undefined ? vault.id : `${vault.id}/${kind}/${name}`;
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
  { kind, permission }: Pick<Right, "kind" | "permission">,
): boolean {
  const wanted = permission.toLowerCase();
  return policies.some(
    ({ objectId, permissions }) =>
      principals.includes(objectId.toLowerCase()) &&
      (permissions[kind] ?? [])
        .map((one) => one.toLowerCase())
        .some((one) => one === wanted || (one === "all" && wanted !== "purge")),
  );
}

function requirePolicy(call: Call, vault: ArmResource, right: Right): void {
  const { kind, permission } = right;
  const { caller } = call;
  const policies = vault.properties.accessPolicies as AccessPolicy[];
  if (!policyAllows(policies, [caller.objectId, ...caller.groups], right)) {
    throw forbidden(
      "ForbiddenByPolicy",
      `The user, group or application '${who(call)}' does not have ${kind} ${permission} permission on key vault ` +
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
