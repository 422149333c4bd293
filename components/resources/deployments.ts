import type * as pulumi from "@pulumi/pulumi";
import { Deployment, getDeployment } from "@pulumi/azure-native/cognitiveservices";
import { allOf } from "../allOf";
import type { ModelDeployment } from "../args/accountOptions";
import type { AccountReference } from "../lookup/references";
import { orDefault } from "../mapInput";
import type { Ownership } from "../ownership/ownership";
import { invokeOptions } from "../ownership/unmanaged";

/** Declares model deployments, each after the one before: an account rejects parallel ones (RequestConflict). */
export function createDeployments(
  name: string,
  deployments: readonly ModelDeployment[],
  account: AccountReference,
  ownership: Ownership,
  opts: pulumi.CustomResourceOptions,
): Deployment[] {
  const created: Deployment[] = [];
  for (const { name: deploymentName, model, version, sku, capacity } of deployments) {
    const child = {
      name: `${name}-deployment-${deploymentName}`,
      kind: "model deployment",
      key: [deploymentName],
      remedy: "Keep it in account.deployments of one integration only, or give it another name.",
    };
    const { resourceGroupName, name: accountName } = account;
    const deployment = new Deployment(
      child.name,
      {
        resourceGroupName,
        accountName: allOf([accountName, ownership.claim(child)]).apply(([known]) => known),
        deploymentName,
        sku: { name: orDefault(sku, "Standard"), capacity: orDefault(capacity, 1) },
        properties: { model: { format: "OpenAI", name: model, version } },
      },
      { ...opts, dependsOn: created.slice(-1) },
    );
    ownership.lookUp(child, deployment, { resourceGroupName, accountName, deploymentName }, (known) =>
      getDeployment(known, invokeOptions(opts)),
    );
    created.push(deployment);
  }
  return created;
}
