/** Training: what the account's region trains, who may, and whether there is room for another job. */
import { APIError } from "openai";
import { principalsThatMay } from "../azure/permissions";
import { allJobs } from "../finetune/create";
import { openAiClient } from "../openai/client";
import { failed, ok, skipped, warning } from "./finding";
import type { Check, Examined } from "./finding";

/** Ways to train that ARM's model list tells apart. */
const tiers: Record<string, string> = {
  fineTune: "standard",
  globalFineTune: "globalstandard",
  devTierFineTune: "developerTier",
};

/** Azure OpenAI's limits for an account. */
const mostJobs = 100;
const mostQueued = 20;

/** What the account's region trains, by model: with its version and its tiers. */
async function trained({
  account,
  azure,
}: Examined): Promise<{ name: string; version: string; ways: string[] }[]> {
  const found = [];
  for await (const { kind, model } of azure.accounts.models.list(account!.location!)) {
    const ways = Object.entries(tiers).filter(([name]) => model?.capabilities?.[name] === "true");
    if (kind === "OpenAI" && ways.length > 0) {
      found.push({ name: model!.name!, version: model!.version!, ways: ways.map(([, tier]) => tier) });
    }
  }
  return found;
}

const elsewhere = "npx pulumi config set location swedencentral";

export const trainingChecks: readonly Check[] = [
  {
    title: "The region trains models",
    async run(examined) {
      const { account } = examined;
      if (!account) {
        return skipped("account");
      }
      const models = await trained(examined);
      return models.length > 0
        ? ok(
            `${account.location}: ${models.map(({ name, ways }) => `${name} (${ways.join(", ")})`).join("; ")}`,
          )
        : failed(`${account.location} trains no model`, elsewhere);
    },
  },
  {
    title: "The region trains the model in the tier",
    async run(examined) {
      const { account, questions } = examined;
      const { model, tier = "standard" } = questions;
      if (model === undefined) {
        return undefined;
      }
      if (!account) {
        return skipped("account");
      }
      const versions = (await trained(examined)).filter(
        ({ name, version }) => model === name || model === `${name}-${version}`,
      );
      const ways = [...new Set(versions.flatMap((one) => one.ways))];
      if (ways.some((way) => way.toLowerCase() === tier.toLowerCase())) {
        return ok(`${model} in ${tier}`);
      }
      return ways.length > 0
        ? failed(
            `${account.location} does not train ${model} in ${tier}`,
            `npm run finetune -- … --tier ${ways[0]}, or ${elsewhere}`,
          )
        : failed(`${account.location} does not train ${model}`, elsewhere);
    },
  },
  {
    title: "Somebody may train",
    async run({ account, azure }) {
      if (!account) {
        return skipped("account");
      }
      const action = "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes/write";
      const many = await principalsThatMay(azure, account.id!, action);
      return many.size > 0
        ? ok(`${many.size} ${many.size === 1 ? "principal" : "principals"}, as ${roleList(many)}`)
        : warning(
            "no role lets anybody, unless by a key of the account",
            `az role assignment create --role 53ca6127-db72-4b80-b1b0-d745d6d5456d --assignee WHO --scope ${account.id}`,
          );
    },
  },
  {
    title: "There is room for another job",
    async run({ account }) {
      const endpoint = account?.properties?.endpoint;
      if (!endpoint) {
        return skipped("account");
      }
      try {
        const { client } = await openAiClient({ endpoint });
        const jobs = await allJobs(client, AbortSignal.timeout(60_000));
        const queued = jobs.filter(({ status }) => (status as string) === "pending").length;
        if (jobs.length >= mostJobs) {
          return failed(
            `${jobs.length} jobs are kept, and ${mostJobs} is the most`,
            "npm run finetune -- list, and delete old ones in the portal",
          );
        }
        return queued >= mostQueued
          ? failed(
              `${queued} jobs wait, and ${mostQueued} is the most`,
              "npm run finetune -- list, then npm run finetune -- cancel JOB, or wait",
            )
          : ok(`${jobs.length} of ${mostJobs} jobs, ${queued} of ${mostQueued} waiting`);
      } catch (error) {
        if (error instanceof APIError && (error.status === 401 || error.status === 403)) {
          return warning(
            `you may not look at the jobs (${error.status} ${error.code ?? ""})`,
            `az role assignment create --role 53ca6127-db72-4b80-b1b0-d745d6d5456d --assignee YOU --scope ${account.id}`,
          );
        }
        throw error;
      }
    },
  },
];

const roleList = (principals: ReadonlyMap<string, string>) => [...new Set(principals.values())].join(", ");
