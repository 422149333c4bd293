export { WandbIntegration } from "./wandbIntegration";
export { IdentityRole, PermissionModel, PrincipalType } from "./wandbIntegrationArgs";
export type { Principal, WandbIntegrationArgs } from "./wandbIntegrationArgs";
export { fineTuningRegions } from "./regions";
export { validateArgs } from "./validation";
export type { ArgumentError } from "./validation";
