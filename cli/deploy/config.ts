/** The deployment as the stack's own setting, so that Pulumi creates it. */
import { printJson } from "../output";
import type { Output } from "../output";
import type { WantedDeployment } from "./options";

/** Prints the setting `deployments` of a stack. */
export function printConfig({ name, model, sku, capacity }: WantedDeployment, output: Output): void {
  const deployment = { name, model, version: "1", sku: sku.name, capacity };
  if (output.json) {
    printJson({ deployments: [deployment] });
    return;
  }
  output.print(
    "# In Pulumi.STACK.yaml, besides the deployments that the stack has already. Then run pulumi up.",
    "config:",
    "  azure-openai-wandb:deployments:",
    ...Object.entries(deployment).map(
      ([key, value], index) => `    ${index === 0 ? "-" : " "} ${key}: ${JSON.stringify(value)}`,
    ),
  );
}
