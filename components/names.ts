import { createHash } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";

/** azure-native appends 8 hexadecimal digits to a logical name; Azure allows a vault's name 24 characters in all. */
const longestVaultLogicalName = 24 - 8;

/**
 * Pulumi name of the vault, fit to become its Azure name by autonaming: `${name}-vault` where that is short enough and
 * well-formed, else a shortened form with a digest, so that two long names never meet.
 */
export function vaultLogicalName(name: string): string {
  const plain = `${name}-vault`;
  if (plain.length <= longestVaultLogicalName && /^[a-z](?!.*--)[a-z0-9-]*$/i.test(plain)) {
    return plain;
  }
  const digest = createHash("sha256").update(name).digest("hex").slice(0, 6);
  const letters = azureNamePart(name, longestVaultLogicalName - digest.length - 1);
  return `${letters}-${digest}`;
}

/** The part of a name that any Azure name may begin with: lower-case letters, digits and single hyphens, a letter first. */
export function azureNamePart(name: string, length: number): string {
  const part = name
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "")
    .slice(0, length)
    .replace(/-+$/, "");
  return part || "wandb".slice(0, length);
}

/** Namespace of the version 5 UUIDs below: a random UUID, never to be changed, or every grant would be replaced. */
const grantNamespace = "6f4c1f0e-53a1-4f1c-9a56-6d0a2c9b8a37";

/**
 * Name of a role assignment: the same GUID for the same scope, principal and role, wherever it is computed (RFC 9562,
 * version 5). ARM ids compare in any case.
 */
export function roleAssignmentName(scope: string, principalId: string, roleId: string): string {
  const bytes = createHash("sha1")
    .update(Buffer.from(grantNamespace.replace(/-/g, ""), "hex"))
    .update([scope, principalId, roleId].join("|").toLowerCase())
    .digest()
    .subarray(0, 16);
  bytes[6] = (bytes[6]! & 0x0f) | 0x50;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  return bytes.toString("hex").replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}

type Tags = pulumi.Input<Record<string, pulumi.Input<string>>>;

/** Common tags with a resource's own over them. */
export function mergedTags(
  common: Tags | undefined,
  own: Record<string, string> | undefined,
): Tags | undefined {
  return own ? pulumi.output(common ?? {}).apply((tags) => ({ ...tags, ...own })) : common;
}
