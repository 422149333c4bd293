export { WandbIntegration } from "./wandbIntegration";
export {
  IdentityGrantScope,
  IdentityRole,
  OnSoftDeleted,
  PermissionModel,
  PrincipalType,
} from "./wandbIntegrationArgs";
export type {
  AccountOptions,
  CustomerManagedKey,
  ExistingResource,
  ModelDeployment,
  Principal,
  PrivateEndpointOptions,
  SecretOptions,
  VaultOptions,
  WandbIntegrationArgs,
} from "./wandbIntegrationArgs";
export { transformChildren } from "./transforms";
export type { ChildArgs, ChildTransform } from "./transforms";
export { fineTuningRegions } from "./regions";
export { validateArgs } from "./validation";
export type { ArgumentError } from "./validation";
