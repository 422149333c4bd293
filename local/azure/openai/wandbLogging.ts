/**
 * How the service logs a job to W&B. Everything goes the way that it goes on Azure: a token of the account's own identity, the
 * vault's firewall and permissions, then W&B's API with the key that was read. The key is held only while a request lasts.
 */
import type { ArmResource } from "../arm/resources";
import type { Platform, Reply, WireRequest } from "../service";
import type { Job } from "./jobRecords";
import { namedMetrics } from "./jobRecords";
import type { Metrics } from "./jobRecords";
import { linkOf } from "./link";

/** What keeps a job from being logged; the job's error says it. */
export class WandbError extends Error {}

/** An address of Azure's own, from which its services reach a vault: no firewall rule of a user lists it. */
const serviceAddress = "20.91.140.17";
const wandbHost = "api.wandb.ai";

interface Asked {
  what: string;
  method: string;
  host: string;
  target: string;
  authorization: string;
  body?: unknown;
}

/** One request to another service. @throws WandbError with the other's own words. */
async function ask(platform: Platform, account: ArmResource, asked: Asked): Promise<unknown> {
  const { what, method, host, target, authorization, body } = asked;
  const { restrictOutboundNetworkAccess: isRestricted, allowedFqdnList } = account.properties;
  if (isRestricted && !((allowedFqdnList ?? []) as string[]).includes(host)) {
    throw new WandbError(`${what}: outbound access is restricted, and ${host} is not in allowedFqdnList.`);
  }
  const request: WireRequest = {
    method,
    host,
    target,
    headers: new Headers({
      authorization,
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    }),
    body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
    clientAddress: serviceAddress,
  };
  let reply: Reply | undefined;
  // A service retries what may pass.
  for (let attempt = 0; attempt < 4; attempt += 1) {
    const outcome = await platform.send(request);
    reply = outcome === "reset" ? undefined : outcome;
    if (reply && reply.status < 500 && reply.status !== 429) {
      break;
    }
  }
  if (!reply || reply.status >= 300) {
    throw new WandbError(`${what}: ${reply ? `${reply.status} ${reasonOf(reply.body)}` : "no answer"}`);
  }
  return reply.body;
}

/** The first line of an error of Key Vault's or W&B's. */
function reasonOf(body: unknown): string {
  const { error, errors } = (body ?? {}) as {
    error?: { message?: string; innererror?: { code?: string } };
    errors?: { message?: string }[];
  };
  const message = (error?.message ?? errors?.[0]?.message ?? "").split(/\r?\n/)[0]!;
  return [error?.innererror?.code, message].filter(Boolean).join(": ");
}

/** Reads the key with the account's own identity, as an Authorization header for W&B. */
async function wandbAuthorization(platform: Platform, account: ArmResource): Promise<string> {
  const link = linkOf(platform, account.id);
  if (!link) {
    throw new WandbError("the resource is not linked to Weights & Biases any more");
  }
  const what = `the secret '${link.secretName}' of ${link.keyVaultUrl} cannot be read with the resource's identity`;
  const principal = platform.directory.servicePrincipal(String(account.identity?.principalId));
  if (!principal) {
    throw new WandbError(`${what}: it has no system-assigned identity`);
  }
  const { accessToken } = await platform.tokens.issue(
    { ...principal, kind: "app" },
    "https://vault.azure.net",
  );
  const { host } = new URL(link.keyVaultUrl);
  const secret = (await ask(platform, account, {
    what,
    method: "GET",
    host,
    target: `/secrets/${link.secretName}?api-version=7.4`,
    authorization: `Bearer ${accessToken}`,
  })) as { value: string; attributes: { exp?: number } };
  // ASSUMED: the service does not use a secret that says of itself that it has expired.
  if (secret.attributes.exp && secret.attributes.exp * 1000 < platform.clock.now()) {
    throw new WandbError(`${what}: it has expired`);
  }
  return `Basic ${Buffer.from(`api:${secret.value}`).toString("base64")}`;
}

const upsert = `mutation UpsertBucket($name: String, $project: String, $entity: String, $displayName: String, $jobType: String, $tags: [String!], $config: JSONString, $summaryMetrics: JSONString, $state: String) {
  upsertBucket(input: {name: $name, modelName: $project, entityName: $entity, displayName: $displayName, jobType: $jobType, tags: $tags, config: $config, summaryMetrics: $summaryMetrics, state: $state}) {
    bucket { name project { name entity { name } } }
  }
}`;

/** Makes the run, or finds it where it was made before. @returns Where it is. @throws WandbError */
export async function startRun(
  platform: Platform,
  account: ArmResource,
  job: Job,
): Promise<NonNullable<Job["run"]>> {
  const { project, entity, name, tags } = job.wandb!;
  const { epochs, batchSize, learningRateMultiplier } = job.hyperparameters;
  const config = {
    model: job.model,
    training_file: job.trainingFile,
    validation_file: job.validationFile ?? null,
    seed: job.seed,
    trainingType: job.trainingType,
    n_epochs: epochs,
    batch_size: batchSize,
    learning_rate_multiplier: learningRateMultiplier,
  };
  const variables = {
    name: job.id,
    project,
    entity: entity ?? null,
    displayName: name ?? job.id,
    jobType: "fine-tune",
    tags: [...(tags ?? []), "openai/finetune", `openai/${job.baseModel}`, `openai/${job.id}`],
    config: JSON.stringify(
      Object.fromEntries(Object.entries(config).map(([key, value]) => [key, { value }])),
    ),
  };
  const { data } = (await ask(platform, account, {
    what: "Weights & Biases refused the run",
    method: "POST",
    host: wandbHost,
    target: "/graphql",
    authorization: await wandbAuthorization(platform, account),
    body: { query: upsert, variables },
  })) as { data: { upsertBucket: { bucket: { project: { name: string; entity: { name: string } } } } } };
  const made = data.upsertBucket.bucket.project;
  return { entity: made.entity.name, project: made.name, lines: 0 };
}

/** Sends rows of the history, from the line that W&B has not taken yet. @throws WandbError */
export async function sendRows(
  platform: Platform,
  account: ArmResource,
  job: Job,
  rows: readonly Metrics[],
  end?: { exitcode: number; summary: Record<string, unknown> },
): Promise<void> {
  const { entity, project, lines } = job.run!;
  const content = rows.map((row) => JSON.stringify({ _step: row.step, ...namedMetrics(row) }));
  const authorization = await wandbAuthorization(platform, account);
  await ask(platform, account, {
    what: "Weights & Biases refused the metrics",
    method: "POST",
    host: wandbHost,
    target: `/files/${encodeURIComponent(entity)}/${encodeURIComponent(project)}/${job.id}/file_stream`,
    authorization,
    body: {
      files: { "wandb-history.jsonl": { offset: lines, content } },
      ...(end ? { complete: true, exitcode: end.exitcode } : {}),
    },
  });
  if (end) {
    await ask(platform, account, {
      what: "Weights & Biases refused the summary",
      method: "POST",
      host: wandbHost,
      target: "/graphql",
      authorization,
      body: {
        query: upsert,
        variables: {
          name: job.id,
          project,
          entity,
          state: end.exitcode === 0 ? "finished" : "failed",
          summaryMetrics: JSON.stringify(end.summary),
        },
      },
    });
  }
}
