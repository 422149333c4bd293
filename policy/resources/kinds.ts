/** The kinds of resources that policies are about, by their types in azure-native. */
import type { PolicyResource, ResourceValidationArgs } from "@pulumi/policy";

/** A resource as it is registered, or as the stack has it. */
export type Resource = Pick<
  ResourceValidationArgs | PolicyResource,
  "type" | "urn" | "name" | "props" | "opts"
>;

/** Titles of the kinds, as messages have them. */
export const kinds = {
  account: { type: "azure-native:cognitiveservices:Account", title: "Account" },
  deployment: { type: "azure-native:cognitiveservices:Deployment", title: "Model deployment" },
  vault: { type: "azure-native:keyvault:Vault", title: "Vault" },
  secret: { type: "azure-native:keyvault:Secret", title: "Secret" },
  accessPolicy: { type: "azure-native:keyvault:AccessPolicy", title: "Access policy" },
  roleAssignment: { type: "azure-native:authorization:RoleAssignment", title: "Role assignment" },
  diagnosticSetting: { type: "azure-native:monitor:DiagnosticSetting", title: "Diagnostic setting" },
  deleteLock: { type: "azure-native:authorization:ManagementLockByScope", title: "Lock" },
  privateEndpoint: { type: "azure-native:network:PrivateEndpoint", title: "Private endpoint" },
} as const;

export type Kind = keyof typeof kinds;

const kindsByType = new Map(Object.entries(kinds).map(([kind, { type }]) => [type as string, kind as Kind]));

/**
 * azure-native's types of a specific API version: `azure-native:keyvault/v20230701:Vault` until its version 2, and
 * `azure-native_keyvault_v20230701:keyvault:Vault` in packages that `pulumi package add` generates.
 */
const versionedType = /^azure-native(?:_\w+)?:(\w+)(?:\/v\w+)?:(\w+)$/;

/** Returns the kind of a type in any API version; undefined for all others. */
export function kindOf(type: string): Kind | undefined {
  const [, module, name] = versionedType.exec(type) ?? [];
  return kindsByType.get(`azure-native:${module}:${name}`);
}
