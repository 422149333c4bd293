import type * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/azure-native/cognitiveservices";
import type { FoundAccount } from "./existing";
import type { ModelDeployment } from "./wandbIntegrationArgs";

/** Declares deployments of models, each after the one before: parallel ones conflict on an account (RequestConflict). */
export function createDeployments(
  name: string,
  deployments: readonly ModelDeployment[],
  account: FoundAccount,
  opts: pulumi.CustomResourceOptions,
): Deployment[] {
  const made: Deployment[] = [];
  for (const { name: deploymentName, model, version, sku, capacity } of deployments) {
    made.push(
      new Deployment(
        `${name}-deployment-${deploymentName}`,
        {
          resourceGroupName: account.resourceGroupName,
          accountName: account.name,
          deploymentName,
          sku: { name: sku ?? "Standard", capacity: capacity ?? 1 },
          properties: { model: { format: "OpenAI", name: model, version } },
        },
        { ...opts, dependsOn: made.slice(-1) },
      ),
    );
  }
  return made;
}
