/** Fine-tuning: the region's models, the principals that may fine-tune, and the account's job quota. */
import { APIError } from "openai";
import { clouds, cloudOfRegion } from "../../../components/clouds";
import { principalsThatMay } from "../../azure/permissions";
import { roleIds } from "../../azure/roles";
import { openAiClient } from "../../openai/client";
import { isQueued, listJobs } from "../../openai/jobs";
import { dateOf, endsSoon, hasEnded } from "../../openai/lifecycle";
import { trainingTypesOf } from "../../openai/trainingTypes";
import { defineCheck, failed, notChecked, passed, warning } from "../check";
import type { Check, Examination, Facts, RegionalModel } from "../check";
import { documentation } from "../documentation";
import { describePrincipals } from "../principals";

/** Azure OpenAI's quota of queued jobs per account. The account's own capabilities list that of all jobs. */
const maxQueuedJobs = 20;
const jobLimitCapability = "MaxFineTuneCount";

const listJobsTimeoutMs = 60_000;
const otherRegion = "npx pulumi config set location swedencentral";
const fineTuneAction = "Microsoft.CognitiveServices/accounts/OpenAI/fine-tunes/write";
const assignFineTuningRole = (assignee: string, scope: string) =>
  `az role assignment create --role ${roleIds.azureAiUser} --assignee ${assignee} --scope ${scope}`;

function noTrainingIn(location: string): string {
  const { noTraining } = clouds[cloudOfRegion(location)];
  return noTraining ? `. ${noTraining}` : "";
}

export const trainingChecks: readonly Check[] = [
  defineCheck({
    id: "training.models",
    title: "Models that the region can fine-tune",
    needs: ["account.exists"],
    documentation: documentation.fineTuning,
    async run({ account: { location }, azure }) {
      const models = await listModels(azure, location);
      const list = models.map(({ name, trainingTypes }) => `${name} (${trainingTypes.join(", ")})`);
      return models.length > 0
        ? passed(`${location}: ${list.join("; ")}`, { models })
        : failed(`${location} cannot fine-tune any model${noTrainingIn(location)}`, otherRegion);
    },
  }),
  defineCheck({
    id: "training.permission",
    title: "Fine-tuning permission",
    needs: ["account.exists"],
    documentation: documentation.openAiRoles,
    async run({ account: { id }, azure }) {
      const principals = await principalsThatMay(azure, id, fineTuneAction);
      return principals.roles.size > 0
        ? passed(describePrincipals(principals))
        : warning(
            `no principal has a role that allows fine-tuning; only the account's keys do (${describePrincipals(principals)})`,
            assignFineTuningRole("PRINCIPAL", id),
          );
    },
  }),
  defineCheck({
    id: "training.jobQuota",
    title: "Job quota",
    needs: ["account.exists", "account.subdomain"],
    documentation: documentation.quotas,
    async run({ account, endpoint }) {
      try {
        const { client } = await openAiClient({ endpoint });
        const jobs = await listJobs(client, AbortSignal.timeout(listJobsTimeoutMs));
        return quotaOutcome(jobs, jobLimitOf(account));
      } catch (error) {
        if (error instanceof APIError && (error.status === 401 || error.status === 403)) {
          return notChecked(
            `you are not allowed to list jobs (${error.status} ${error.code ?? ""})`,
            assignFineTuningRole("YOU", account.id),
          );
        }
        throw error;
      }
    },
  }),
];

/** The maximum number of the account's jobs; undefined where the account has no such capability. */
function jobLimitOf({ properties }: Facts["account"]): number | undefined {
  const value = properties?.capabilities?.find(({ name }) => name === jobLimitCapability)?.value;
  return value === undefined ? undefined : Number(value);
}

function quotaOutcome(jobs: Awaited<ReturnType<typeof listJobs>>, maxJobs: number | undefined) {
  const queued = jobs.filter(isQueued).length;
  const count = maxJobs === undefined ? `${jobs.length} jobs` : `${jobs.length} of ${maxJobs} jobs`;
  if (maxJobs !== undefined && jobs.length >= maxJobs) {
    return failed(count, "npx azure-openai-wandb finetune list, then delete old jobs in the portal");
  }
  return queued >= maxQueuedJobs
    ? failed(
        `${queued} of ${maxQueuedJobs} queued jobs`,
        "npx azure-openai-wandb finetune list, then npx azure-openai-wandb finetune cancel JOB, or wait",
      )
    : passed(`${count}, ${queued} of ${maxQueuedJobs} queued`);
}

/** Checks a model in a training type, both as the user writes them. */
export const modelAndTypeCheck = (model: string, trainingType: string): Check =>
  defineCheck({
    id: "training.modelAndType",
    title: "Model and training type",
    needs: ["account.exists", "training.models"],
    documentation: documentation.fineTuning,
    async run({ account: { location }, models }) {
      const versions = models.filter(({ name, version }) => model === name || model === `${name}-${version}`);
      const available = [...new Set(versions.flatMap(({ trainingTypes }) => trainingTypes))];
      if (available.some((name) => name.toLowerCase() === trainingType.toLowerCase())) {
        const [ending] = versions.filter((version) => endsSoon(version));
        return ending?.trainsUntil === undefined
          ? passed(`${model} in ${trainingType}`)
          : warning(
              `${model} in ${trainingType}: Azure ends its training on ${dateOf(ending.trainsUntil)}`,
              "npx azure-openai-wandb finetune models, then choose another model",
            );
      }
      return available.length > 0
        ? failed(
            `${location} does not offer ${trainingType} for ${model}`,
            `npx azure-openai-wandb finetune … --tier ${available[0]}, or ${otherRegion}`,
          )
        : failed(`${location} cannot fine-tune ${model}`, otherRegion);
    },
  });

async function listModels(azure: Examination["azure"], location: string): Promise<RegionalModel[]> {
  const models: RegionalModel[] = [];
  for await (const { kind, model } of azure.accounts.models.list(location)) {
    const { name = "", version = "", capabilities = {}, deprecation, lifecycleStatus } = model ?? {};
    const trainingTypes = trainingTypesOf("armCapability", (key) => capabilities[key] === "true");
    const lifecycle = { status: lifecycleStatus, trainsUntil: toTime(deprecation?.fineTune) };
    if (kind === "OpenAI" && trainingTypes.length > 0 && !hasEnded(lifecycle)) {
      models.push({ name, version, trainingTypes, ...lifecycle });
    }
  }
  return models;
}

/** A date that cannot be read is none. */
function toTime(date: string | undefined): number | undefined {
  const time = Date.parse(date ?? "");
  return Number.isNaN(time) ? undefined : time;
}
