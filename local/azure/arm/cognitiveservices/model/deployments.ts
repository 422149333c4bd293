import type { OperationOutcome } from "../../../operations";
import type { Platform } from "../../../service";
import { definedProperties } from "../../wire";
import type { DeploymentPut } from "../wire/deployments";
import type { Model } from "./catalogue";

export const deploymentType = "Microsoft.CognitiveServices/accounts/deployments";

/** What a deployment has besides what its request sets (recorded, Azure/azure-service-operator, June 2026). */
export function deployedProperties(
  { properties }: DeploymentPut,
  model: Model | undefined,
  sku: { capacity?: number | null },
  region: string,
): Record<string, unknown> {
  const { name, version, publisher, ...rest } = properties.model;
  const capacity = sku.capacity ?? 1;
  return {
    ...definedProperties(properties),
    model: {
      ...definedProperties({ publisher, ...rest, name, version: version ?? model?.version }),
    },
    versionUpgradeOption: properties.versionUpgradeOption ?? "OnceNewDefaultVersionAvailable",
    currentCapacity: capacity,
    capabilities: { ...areaOf(region), chatCompletion: "true", ...model?.deployed },
    raiPolicyName: properties.raiPolicyName ?? "Microsoft.DefaultV2",
    provisioningState: "Creating",
    rateLimits: [
      { key: "request", renewalPeriod: 10, count: capacity },
      { key: "token", renewalPeriod: 60, count: capacity * 1000 },
    ],
  };
}

/** The data zone of a region. Others are not recorded. */
const areaOf = (region: string) => (/us\d?$/.test(region) ? { area: "US" } : {});

/** Ends the deployment in progress on an account, which has one at a time. */
export function completeDeployments(platform: Platform, accountId: string, outcome: OperationOutcome): void {
  for (const deployment of platform.resources.list(deploymentType, accountId)) {
    if (deployment.properties.provisioningState === "Creating") {
      platform.resources.put({
        ...deployment,
        properties: { ...deployment.properties, provisioningState: outcome.status },
      });
    }
  }
}
