import type * as pulumi from "@pulumi/pulumi";
import { Deployment } from "@pulumi/azure-native/cognitiveservices";
import type { ModelDeployment } from "../args/accountOptions";
import type { AccountReference } from "../lookup/references";

/** Declares model deployments, each after the one before: an account rejects parallel ones (RequestConflict). */
export function createDeployments(
  name: string,
  deployments: readonly ModelDeployment[],
  account: AccountReference,
  opts: pulumi.CustomResourceOptions,
): Deployment[] {
  const created: Deployment[] = [];
  for (const { name: deploymentName, model, version, sku, capacity } of deployments) {
    created.push(
      new Deployment(
        `${name}-deployment-${deploymentName}`,
        {
          resourceGroupName: account.resourceGroupName,
          accountName: account.name,
          deploymentName,
          sku: { name: sku ?? "Standard", capacity: capacity ?? 1 },
          properties: { model: { format: "OpenAI", name: model, version } },
        },
        { ...opts, dependsOn: created.slice(-1) },
      ),
    );
  }
  return created;
}
