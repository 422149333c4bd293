/** Which models an account can fine-tune, as its data plane says. */
import type { AzureOpenAI } from "openai";

/** What Azure says of a model besides OpenAI's own fields. */
interface AzureModel {
  id: string;
  capabilities?: { fine_tune?: boolean; global_fine_tune?: boolean; devtier_fine_tune?: boolean };
}

/** `trainingType`, by the name of the capability that allows it. */
export const tiers = {
  standard: "fine_tune",
  globalstandard: "global_fine_tune",
  developerTier: "devtier_fine_tune",
} as const;
export type Tier = keyof typeof tiers;

export interface TrainableModel {
  id: string;
  /** None: a model that was tuned here, which Azure lists without saying how it can be tuned again. */
  tiers: Tier[];
}

const isTuned = (id: string) => id.includes(".ft-");

export async function trainableModels(client: AzureOpenAI): Promise<TrainableModel[]> {
  const found: TrainableModel[] = [];
  for await (const model of client.models.list()) {
    const { id, capabilities } = model as unknown as AzureModel;
    const possible = (Object.keys(tiers) as Tier[]).filter((tier) => capabilities?.[tiers[tier]]);
    if (possible.length > 0 || isTuned(id)) {
      found.push({ id, tiers: possible });
    }
  }
  return found;
}

/**
 * The id with its version of a model that can be trained in a tier; `gpt-4.1-mini` means its newest version.
 * @returns The id, or what is wrong.
 */
export function chooseModel(
  models: readonly TrainableModel[],
  name: string,
  tier: Tier,
): { id: string } | { problem: string } {
  // A model that was tuned before can be tuned again.
  if (isTuned(name)) {
    const tuned = models.map(({ id }) => id).filter(isTuned);
    return tuned.includes(name)
      ? { id: name }
      : {
          problem: `--model ${name}: this account has tuned no such model. It has tuned: ${tuned.join("; ") || "none"}`,
        };
  }
  const versions = models
    .filter(
      ({ id }) => id === name || (id.startsWith(name) && /^-\d{4}-\d{2}-\d{2}$/.test(id.slice(name.length))),
    )
    .sort((one, other) => (one.id < other.id ? 1 : -1));
  const listed = models
    .filter(({ id }) => !isTuned(id))
    .map(({ id, tiers: ways }) => `${id} (${ways.join(", ")})`)
    .join("; ");
  if (versions.length === 0) {
    return { problem: `--model ${name}: this account cannot train it. It trains: ${listed || "nothing"}` };
  }
  const fit = versions.find(({ tiers: ways }) => ways.includes(tier));
  return fit
    ? { id: fit.id }
    : {
        problem: `--tier ${tier}: the account's region does not train ${versions[0]!.id} in it. Use ${versions[0]!.tiers.join(" or ")}, or another region`,
      };
}
