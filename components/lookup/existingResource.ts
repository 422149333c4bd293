import * as pulumi from "@pulumi/pulumi";
import type { ExistingResource } from "../args/existingResource";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { clouds } from "../clouds";
import { deploymentCloud } from "./deploymentCloud";
import { parseResourceId } from "./resourceId";
import type { ExistingKind } from "./resourceId";

/** Where an existing resource is. */
export interface Location {
  name: pulumi.Input<string>;
  resourceGroupName: pulumi.Input<string>;
  /** Set where the resource is specified by its ARM id. */
  subscriptionId?: pulumi.Output<string>;
}

/** Where an existing resource is, by its ARM id or by its name and resource group. */
export function locate(
  { id, name, resourceGroupName }: ExistingResource,
  kind: ExistingKind,
  defaultGroup: pulumi.Input<string>,
): Location {
  if (id === undefined) {
    // Validation has refused an existing resource without a name and an id.
    return { name: name ?? "", resourceGroupName: resourceGroupName ?? defaultGroup };
  }
  const parts = pulumi.output(id).apply((known) => parseResourceId(known, kind));
  return {
    name: parts.apply((found) => found?.name ?? ""),
    resourceGroupName: parts.apply((found) => found?.resourceGroupName ?? ""),
    subscriptionId: parts.apply((found) => found?.subscriptionId ?? ""),
  };
}

/** Host of the vault, known before the vault is created: validation demands its name where outbound network access is restricted. */
export function vaultHost({ vault, resourceGroupName }: WandbIntegrationArgs): pulumi.Output<string> {
  const name = vault?.existing
    ? locate(vault.existing, "vault", resourceGroupName).name
    : (vault?.vaultName ?? "");
  return pulumi.interpolate`${name}.${clouds[deploymentCloud()].vaultSuffix}`;
}
