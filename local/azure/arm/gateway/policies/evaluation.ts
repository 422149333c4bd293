/** Which policies apply to a resource. */
import { scopeCovers } from "../../../authorization/matching";
import type { AssignedPolicy } from "../../../control/model/policies";
import type { PolicyCondition } from "../../../control/wire/policies";
import { ownValue } from "../../../ownValue";

/** A resource as Azure Policy sees it: what it is, and the values that a request gives it. */
export interface PolicyTarget {
  id: string;
  /** `Microsoft.KeyVault/vaults` */
  type: string;
  name: string;
  /** Top-level properties of the resource: `location`, `tags`, `properties`. */
  values: Readonly<Record<string, unknown>>;
}

/** The type and the name of the resource of a path; undefined where the path is not of a resource. */
export function resourceOf(path: string): { type: string; name: string } | undefined {
  const [, groupName] = /^\/subscriptions\/[^/]+\/resourceGroups\/([^/]+)$/i.exec(path) ?? [];
  if (groupName) {
    return { type: "Microsoft.Resources/subscriptions/resourceGroups", name: groupName };
  }
  const [, namespace, rest] = /^.*\/providers\/([^/]+)\/(.+)$/i.exec(path) ?? [];
  const segments = rest?.split("/") ?? [];
  const name = segments.at(-1);
  if (namespace === undefined || name === undefined || segments.length % 2 === 1) {
    return undefined;
  }
  return { type: [namespace, ...segments.filter((_, index) => index % 2 === 0)].join("/"), name };
}

const operators: Readonly<Record<PolicyCondition["operator"], (actual: unknown, value: unknown) => boolean>> =
  {
    equals: (actual, value) => isEqual(actual, value),
    notEquals: (actual, value) => !isEqual(actual, value),
    in: (actual, value) => (value as unknown[]).some((one) => isEqual(actual, one)),
    notIn: (actual, value) => !(value as unknown[]).some((one) => isEqual(actual, one)),
    exists: (actual, value) => (actual !== undefined && actual !== null) === value,
  };

/** Policies compare text in any case. */
const isEqual = (actual: unknown, value: unknown) =>
  String(actual ?? "").toLowerCase() === String(value).toLowerCase();

export function applies(policy: AssignedPolicy, target: PolicyTarget): boolean {
  return (
    scopeCovers(policy.scope, target.id) &&
    policy.resourceTypes.some((type) => type.toLowerCase() === target.type.toLowerCase()) &&
    policy.conditions.every(({ path, operator, value }) =>
      operators[operator](valueAt(target.values, path), value),
    )
  );
}

/** The value at a path such as `properties.publicNetworkAccess`. */
export const valueAt = (values: unknown, path: string): unknown =>
  path
    .split(".")
    .reduce<unknown>(
      (value, name) =>
        typeof value === "object" && value !== null
          ? ownValue(value as Record<string, unknown>, name)
          : undefined,
      values,
    );
