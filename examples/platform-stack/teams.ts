import type { WandbIntegrationArgs } from "azure-openai-wandb";

/** A team, and what is different about it. */
export interface Team {
  name: string;
  args?: Partial<WandbIntegrationArgs>;
}

/** The teams that fine-tune. A line here is all that a new one takes. */
export const teams: readonly Team[] = [
  { name: "research" },
  {
    name: "product",
    args: { access: { identityRole: "SecretsUser" }, secret: { secretName: "wandb-product" } },
  },
];
