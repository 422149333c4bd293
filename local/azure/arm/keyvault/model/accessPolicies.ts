/** A vault's access policies, and how `PUT …/accessPolicies/{operationKind}` changes them. */

/** An entry of a vault's access policies. */
export interface AccessPolicy {
  tenantId: string;
  objectId: string;
  applicationId?: string | null;
  permissions: Permissions;
}

/** Permissions by the kind of object, "all" included. Keys and certificates keep the case in which they are written. */
interface Permissions {
  secrets?: string[] | null;
  keys?: string[] | null;
  certificates?: string[] | null;
  storage?: string[] | null;
}

/** Maximum number of access policies of a vault. */
export const maxAccessPolicies = 1024;

/**
 * Each operation changes the entries that it receives and keeps those of other principals. Azure's reference does not
 * specify this; the Terraform provider sends one entry to each operation, "replace" included, and expects the others to stay.
 */
const operations: Readonly<
  Record<string, (current: Permissions | undefined, sent: Permissions) => Permissions | undefined>
> = {
  add: (current, sent) => (current ? combine(current, sent, union) : sent),
  replace: (_current, sent) => sent,
  remove(current, sent) {
    const rest = current && combine(current, sent, difference);
    return rest && Object.values(rest).some((permissions) => permissions?.length) ? rest : undefined;
  },
};

/** @returns The policies after the operation, or undefined where Azure has no such operation. */
export function applyAccessPolicies(
  operation: string,
  policies: readonly AccessPolicy[],
  sent: readonly AccessPolicy[],
): AccessPolicy[] | undefined {
  const name = operation.toLowerCase();
  const update = Object.hasOwn(operations, name) ? operations[name] : undefined;
  if (!update) {
    return undefined;
  }
  const updated = new Map(policies.map((policy) => [principalOf(policy), policy]));
  for (const policy of sent) {
    const key = principalOf(policy);
    const permissions = update(updated.get(key)?.permissions, policy.permissions);
    if (permissions) {
      updated.set(key, { ...policy, permissions });
    } else {
      updated.delete(key);
    }
  }
  return [...updated.values()];
}

/** The principal of an entry. An application that acts for a user is another principal than the user alone. */
const principalOf = ({ tenantId, objectId, applicationId }: AccessPolicy) =>
  [tenantId, objectId, applicationId ?? ""].join("/").toLowerCase();

function combine(
  current: Permissions,
  sent: Permissions,
  combination: (current: readonly string[], sent: readonly string[]) => string[],
): Permissions {
  const types = Object.keys({ ...current, ...sent }) as (keyof Permissions)[];
  return Object.fromEntries(
    types.map((type) => [type, combination(current[type] ?? [], sent[type] ?? [])]),
  ) as Permissions;
}

const includes = (permissions: readonly string[], permission: string) =>
  permissions.some((other) => other.toLowerCase() === permission.toLowerCase());

const union = (current: readonly string[], sent: readonly string[]) => [
  ...current,
  ...sent.filter((permission) => !includes(current, permission)),
];

const difference = (current: readonly string[], sent: readonly string[]) =>
  current.filter((permission) => !includes(sent, permission));
