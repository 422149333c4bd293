import type { Platform } from "../../../service";
import { ownValue } from "../../../ownValue";

export interface DiagnosticCategory {
  name: string;
  type: "Logs" | "Metrics";
  groups: readonly string[];
}

const allMetrics: DiagnosticCategory = { name: "AllMetrics", type: "Metrics", groups: [] };

const logs = (name: string, ...groups: string[]): DiagnosticCategory => ({ name, type: "Logs", groups });

/** What the resources of a type log, from Azure's reference of resource logs. */
const categories: Readonly<Record<string, readonly DiagnosticCategory[]>> = {
  "Microsoft.KeyVault/vaults": [
    logs("AuditEvent", "audit", "allLogs"),
    logs("AzurePolicyEvaluationDetails", "allLogs"),
  ],
  "Microsoft.CognitiveServices/accounts": [
    logs("Audit", "audit", "allLogs"),
    logs("RequestResponse", "allLogs"),
    logs("AzureOpenAIRequestUsage", "allLogs"),
    logs("Trace", "allLogs"),
  ],
  "Microsoft.Logic/workflows": [logs("WorkflowRuntime", "allLogs")],
  "Microsoft.Network/virtualNetworks": [logs("VMProtectionAlerts", "allLogs")],
};

/** The categories of the resource of a scope. */
export function categoriesOf(platform: Platform, scope: string): readonly DiagnosticCategory[] {
  const type = platform.resources.get(scope)?.type ?? "";
  return [...(ownValue(categories, type) ?? []), allMetrics];
}
