/** What operators add to resources: audit logs, and locks. */
import type * as pulumi from "@pulumi/pulumi";
import { ManagementLockByScope } from "@pulumi/azure-native/authorization";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor";

/** Sends the audit log of a resource to a Log Analytics workspace. */
export function createDiagnostics(
  name: string,
  resourceId: pulumi.Input<string>,
  workspaceId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): DiagnosticSetting {
  return new DiagnosticSetting(
    name,
    {
      name: "wandb-integration-audit",
      resourceUri: resourceId,
      workspaceId,
      logs: [{ categoryGroup: "audit", enabled: true }],
    },
    opts,
  );
}

/**
 * Keeps a resource from being deleted.
 * @param opts `dependsOn` must name everything at or below the resource: the lock comes last and goes first.
 */
export function createDeleteLock(
  name: string,
  resourceId: pulumi.Input<string>,
  opts: pulumi.CustomResourceOptions,
): ManagementLockByScope {
  return new ManagementLockByScope(
    name,
    {
      lockName: "wandb-integration",
      scope: resourceId,
      level: "CanNotDelete",
      notes: "Set by deleteLock of azure-openai-wandb: switch it off there before anything here is deleted.",
    },
    opts,
  );
}
