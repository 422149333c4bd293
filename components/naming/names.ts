import { createHash } from "node:crypto";
import { v5 as uuidVersion5 } from "uuid";

/** azure-native appends 8 hexadecimal digits to a logical name; Azure allows a vault's name 24 characters in all. */
const maxVaultLogicalName = 24 - 8;

/**
 * Pulumi name of the vault, fit to become its Azure name by autonaming: `${name}-vault` where that is short enough and
 * well-formed, else a shortened form with a digest, so that two long names differ.
 */
export function vaultLogicalName(name: string): string {
  const plain = `${name}-vault`;
  if (plain.length <= maxVaultLogicalName && /^[a-z](?!.*--)[a-z0-9-]*$/i.test(plain)) {
    return plain;
  }
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 6);
  const letters = azureNamePart(name, maxVaultLogicalName - digest.length - 1);
  return `${letters}-${digest}`;
}

/** The part of a name that any Azure name may begin with: lower-case letters, digits and single hyphens, a letter first. */
export function azureNamePart(name: string, maxLength: number): string {
  const part = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, maxLength)
    .replace(/-+$/, "");
  return part || "wandb".slice(0, maxLength);
}

/** Namespace of the version 5 UUIDs below. A change of it would replace every role assignment. */
const roleAssignmentNamespace = "6f4c1f0e-53a1-4f1c-9a56-6d0a2c9b8a37";

/** Name of a role assignment: the same GUID for the same scope, principal and role. ARM ids compare without case. */
export const roleAssignmentName = (scope: string, principalId: string, roleId: string): string =>
  uuidVersion5([scope, principalId, roleId].join("|").toLowerCase(), roleAssignmentNamespace);
