/**
 * The escape hatch: changes to the resources inside, each with its own type. It is an ordinary resource transform, so that it
 * also works where the component is used as a package, in a process of its own.
 */
import type * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/azure-native";
import type { ManagementLockByScopeArgs, RoleAssignmentArgs } from "@pulumi/azure-native/authorization";
import type { AccountArgs, DeploymentArgs } from "@pulumi/azure-native/cognitiveservices";
import type { SecretArgs, VaultArgs } from "@pulumi/azure-native/keyvault";
import type { DiagnosticSettingArgs } from "@pulumi/azure-native/monitor";
import type { PrivateDnsZoneGroupArgs, PrivateEndpointArgs } from "@pulumi/azure-native/network";

/** Arguments of the resources inside, by what they are called here. */
export interface ChildArgs {
  account: AccountArgs;
  vault: VaultArgs;
  secret: SecretArgs;
  roleAssignment: RoleAssignmentArgs;
  accessPolicy: { policy: types.input.keyvault.AccessPolicyEntryArgs };
  deployment: DeploymentArgs;
  privateEndpoint: PrivateEndpointArgs;
  privateDnsZoneGroup: PrivateDnsZoneGroupArgs;
  diagnosticSetting: DiagnosticSettingArgs;
  lock: ManagementLockByScopeArgs;
}

const childTypes: Record<string, keyof ChildArgs> = {
  "azure-native:cognitiveservices:Account": "account",
  "azure-native:keyvault:Vault": "vault",
  "azure-native:keyvault:Secret": "secret",
  "azure-native:keyvault:AccessPolicy": "accessPolicy",
  "azure-native:authorization:RoleAssignment": "roleAssignment",
  "azure-native:cognitiveservices:Deployment": "deployment",
  "azure-native:network:PrivateEndpoint": "privateEndpoint",
  "azure-native:network:PrivateDnsZoneGroup": "privateDnsZoneGroup",
  "azure-native:monitor:DiagnosticSetting": "diagnosticSetting",
  "azure-native:authorization:ManagementLockByScope": "lock",
};

/**
 * Changes to a child's arguments and options. What is returned is merged over them at the top level; `ignoreChanges` is added to what
 * the component and other transforms ignore.
 */
export type ChildTransform<Args> = (
  args: Args,
  name: string,
) => { args?: Partial<Args>; opts?: Partial<pulumi.CustomResourceOptions> } | undefined;

/**
 * Makes a transform of typed changes, for `opts.transforms` of a `WandbIntegration`:
 * `{ transforms: [transformChildren({ vault: (args) => ({ args: { properties: … } }) })] }`.
 */
export function transformChildren(transforms: {
  [Child in keyof ChildArgs]?: ChildTransform<ChildArgs[Child]>;
}): pulumi.ResourceTransform {
  return ({ type, name, props, opts }) => {
    const child = childTypes[type];
    const transform = child && (transforms[child] as ChildTransform<object> | undefined);
    const changed = transform?.(props as object, name);
    return changed
      ? {
          props: { ...props, ...changed.args } as pulumi.Inputs,
          opts: { ...opts, ...changed.opts, ...ignoredByBoth(opts, changed.opts) } as typeof opts,
        }
      : undefined;
  };
}

function ignoredByBoth(
  { ignoreChanges: before = [] }: pulumi.CustomResourceOptions,
  { ignoreChanges: more }: Partial<pulumi.CustomResourceOptions> = {},
): Pick<pulumi.CustomResourceOptions, "ignoreChanges"> {
  return more ? { ignoreChanges: [...before, ...more] } : {};
}
