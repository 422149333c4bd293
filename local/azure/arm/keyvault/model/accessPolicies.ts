/** How the kinds of `PUT …/accessPolicies/{kind}` change a vault's list of access policies. */

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
 * Each kind works on the entries that it is sent and leaves those of other principals alone. Azure's reference does not
 * say so; the Terraform provider sends one entry for each kind, "replace" included, and expects the others to stay.
 */
const kinds: Readonly<
  Record<string, (now: Permissions | undefined, sent: Permissions) => Permissions | undefined>
> = {
  add: (now, sent) => (now ? combine(now, sent, union) : sent),
  replace: (_now, sent) => sent,
  remove(now, sent) {
    const left = now ? combine(now, sent, difference) : undefined;
    return left && Object.values(left).some((permissions) => permissions?.length) ? left : undefined;
  },
};

/** @returns The policies after the update, or undefined where there is no such kind. */
export function updateAccessPolicies(
  kind: string,
  policies: readonly AccessPolicy[],
  sent: readonly AccessPolicy[],
): AccessPolicy[] | undefined {
  const name = kind.toLowerCase();
  const update = Object.hasOwn(kinds, name) ? kinds[name]! : undefined;
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

/** Whom an entry is for. An application that acts for a user is another principal than the user alone. */
const principalOf = ({ tenantId, objectId, applicationId }: AccessPolicy) =>
  [tenantId, objectId, applicationId ?? ""].join("/").toLowerCase();

function combine(
  now: Permissions,
  sent: Permissions,
  operation: (now: readonly string[], sent: readonly string[]) => string[],
): Permissions {
  const types = Object.keys({ ...now, ...sent }) as (keyof Permissions)[];
  return Object.fromEntries(
    types.map((type) => [type, operation(now[type] ?? [], sent[type] ?? [])]),
  ) as Permissions;
}

const includes = (permissions: readonly string[], wanted: string) =>
  permissions.some((one) => one.toLowerCase() === wanted.toLowerCase());

const union = (now: readonly string[], sent: readonly string[]) => [
  ...now,
  ...sent.filter((one) => !includes(now, one)),
];

const difference = (now: readonly string[], sent: readonly string[]) =>
  now.filter((one) => !includes(sent, one));
