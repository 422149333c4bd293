import type { OperationOutcome } from "../../../operations";
import type { Platform } from "../../../service";

export const deploymentType = "Microsoft.CognitiveServices/accounts/deployments";

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
