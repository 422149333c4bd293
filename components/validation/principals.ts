import type { Principal } from "../args/accessOptions";
import { isDeferred } from "../mapInput";
import type { ArgumentError } from "./argumentError";
import { isObject } from "./checkPlain";

/** The part of Pulumi names that stands for a principal, or undefined where it is not known in advance. Object ids compare without case. */
export const principalKey = ({ key, objectId }: Principal): string | undefined =>
  key ?? (typeof objectId === "string" ? objectId.toLowerCase() : undefined);

/** Principals of a list without a key, and those that are listed twice. */
export function checkPrincipalKeys(listPath: string, principals: unknown): ArgumentError[] {
  const errors: ArgumentError[] = [];
  const firstPaths = new Map<string, string>();
  // Entries that are no principals are reported by their shape.
  (Array.isArray(principals) ? principals : []).forEach((principal: unknown, index) => {
    if (!isObject(principal)) {
      return;
    }
    const path = `${listPath}[${index}]`;
    const key: unknown = principalKey(principal as unknown as Principal);
    if (key === undefined && isDeferred(principal.objectId)) {
      errors.push({
        propertyPath: `${path}.key`,
        reason: "is missing: give a key where objectId is an output, since it is part of Pulumi names",
      });
    }
    if (typeof key !== "string") {
      return;
    }
    const first = firstPaths.get(key);
    if (first !== undefined) {
      errors.push({ propertyPath: path, reason: `is the same principal as ${first}: remove one of them` });
    }
    firstPaths.set(key, first ?? path);
  });
  return errors;
}
