import type * as pulumi from "@pulumi/pulumi";
import { ManagementLockByScope } from "@pulumi/azure-native/authorization";

/**
 * Declares a lock that keeps a resource from being deleted.
 * @param opts `dependsOn` must name everything at or below the resource: the lock is created last and deleted first.
 */
export function createDeleteLock(
  name: string,
  resourceId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): ManagementLockByScope {
  return new ManagementLockByScope(
    `${name}-lock`,
    {
      lockName: "wandb-integration",
      scope: resourceId,
      level: "CanNotDelete",
      notes: "Set by deleteLock of azure-openai-wandb: switch it off there before anything here is deleted.",
    },
    opts,
  );
}
