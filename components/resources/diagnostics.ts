import type * as pulumi from "@pulumi/pulumi";
import { DiagnosticSetting } from "@pulumi/azure-native/monitor";
import type { DiagnosticsOptions } from "../args/wandbIntegrationArgs";

/** Declares a diagnostic setting that sends a resource's audit log to a Log Analytics workspace, where there is to be one. */
export function createDiagnostics(
  name: string,
  resourceId: pulumi.Input<string>,
  options: DiagnosticsOptions | undefined,
  opts: pulumi.CustomResourceOptions,
): pulumi.Resource[] {
  return options
    ? [
        new DiagnosticSetting(
          `${name}-diagnostics`,
          {
            name: "wandb-integration-audit",
            resourceUri: resourceId,
            workspaceId: options.workspaceId,
            logs: [{ categoryGroup: "audit", enabled: true }],
          },
          opts,
        ),
      ]
    : [];
}
