import { PolicyPack } from "@pulumi/policy";
import { refuseWrongNames } from "./configuration";
import { integrationPolicies } from "./index";

/** Starts the policy pack: Pulumi's engine asks it about each resource. */
export function startPack(): void {
  refuseWrongNames();
  new PolicyPack("azure-openai-wandb-policy", {
    description:
      "Policies for Azure OpenAI accounts and key vaults whose fine-tuning jobs log to Weights & Biases",
    displayName: "Azure OpenAI with Weights & Biases",
    policies: integrationPolicies(),
  });
}
