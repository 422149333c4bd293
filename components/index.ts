import "./preload/atImport";
export { WandbIntegration } from "./wandbIntegration";
export type { WandbIntegrationOptions } from "./wandbIntegration";
export {
  IdentityRole,
  IdentityRoleScope,
  OnSoftDeleted,
  PermissionModel,
  PrincipalType,
  VaultSku,
} from "./args/choices";
export type { AccessOptions, Principal } from "./args/accessOptions";
export type { AccountOptions, CustomerManagedKey, ModelDeployment } from "./args/accountOptions";
export type { ExistingResource } from "./args/existingResource";
export type { PrivateEndpointOptions } from "./args/privateEndpointOptions";
export type { SecretOptions } from "./args/secretOptions";
export type { VaultOptions } from "./args/vaultOptions";
export type { DiagnosticsOptions, WandbIntegrationArgs } from "./args/wandbIntegrationArgs";
export { transformChildren } from "./resources/transformChildren";
export type { ChildArgs, ChildTransform } from "./resources/transformChildren";
export { fineTuningRegions } from "./validation/regions";
export { validateArgs } from "./validation/validateArgs";
export type { ArgumentError } from "./validation/validateArgs";
