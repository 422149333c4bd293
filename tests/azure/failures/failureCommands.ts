/** The commands, as their functions, and what each must leave whatever fails. */
import * as fs from "node:fs";
import { azureResources } from "../../../cli/recover/azureResources";
import { compare } from "../../../cli/compare/command";
import { doctor } from "../../../cli/doctor/command";
import { finetune } from "../../../cli/finetune/command";
import { attach, cancel, list, show } from "../../../cli/finetune/jobCommands";
import { link } from "../../../cli/link/command";
import { sync } from "../../../cli/sync/command";
import { trainingText, upload, wandb } from "../fineTuningAccount";
import type { TrainingAccount } from "../fineTuningAccount";
import { unique } from "../localAzure";

/** What a command works on. */
export interface Scene {
  account: TrainingAccount;
  /** Options that specify the account by the names of its resources. */
  names: { resourceGroup: string; account: string; vault: string };
  /** A file that has been uploaded. */
  fileId: string;
  /** A job that is over and logged to W&B. */
  doneJob: string;
  /** The events of that job. */
  doneEvents: readonly string[];
  /** The folder of training files. */
  directory: string;
}

/** One run of a command, on objects of its own where it changes them. */
export interface Run {
  start: () => Promise<unknown>;
  /** The job that goes on, if it does. */
  jobId?: string;
  /** Rows at W&B, after a second run that nothing disturbs. */
  rows?: () => Promise<number[]>;
}

export interface FailureCommand {
  name: string;
  prepare: (scene: Scene) => Promise<Run>;
  /** The way back that an ending prints: a command, after the job was created or read. */
  wayBack?: RegExp;
}

const poll = "0.01";
const json = true;
const model = "gpt-4.1-mini-2025-04-14";

const createJob = async ({ account, fileId }: Scene): Promise<string> =>
  (
    await account.client.fineTuning.jobs.create({
      model,
      training_file: fileId,
      hyperparameters: { n_epochs: 3, batch_size: 1 },
      seed: 1,
    })
  ).id;

/** Deletes the files of earlier cases: an account has at most a hundred. */
async function deleteFiles({ account: { client }, fileId, doneJob }: Scene): Promise<void> {
  const { result_files: results } = await client.fineTuning.jobs.retrieve(doneJob);
  for await (const { id } of client.files.list()) {
    if (![fileId, ...results].includes(id)) {
      await client.files.delete(id);
    }
  }
}

/** Ends the jobs of earlier cases: at most twenty wait in an account. */
async function cancelJobs({ account: { client } }: Scene): Promise<void> {
  for await (const { id, status } of client.fineTuning.jobs.list()) {
    if (!["succeeded", "failed", "cancelled"].includes(status)) {
      await client.fineTuning.jobs.cancel(id);
    }
  }
}

/** Steps of a run's history at W&B, in the order of its lines. */
export async function stepsAtWandb({ account }: Scene, project: string, run: string): Promise<number[]> {
  const query = `query Run($name: String!, $project: String!) {
    project(name: $project, entityName: "contoso") { run(name: $name) { history } }
  }`;
  const { data } = await wandb(account.wandbKey, query, { name: run, project });
  const history = (data?.project?.run?.history ?? []) as string[];
  return history.map((line) => (JSON.parse(line) as { _step: number })._step);
}

const syncRun = (scene: Scene, id: string, follow: boolean): Run => {
  const project = unique("failures-");
  const options = { ...scene.names, project, poll, json, follow };
  return {
    start: () => sync(id, options),
    jobId: id,
    async rows() {
      await sync(id, { ...options, follow: true });
      return stepsAtWandb(scene, project, id);
    },
  };
};

export const failureCommands: readonly FailureCommand[] = [
  {
    name: "doctor",
    prepare: async ({ names }) => ({ start: () => doctor({ ...names, json, assumedEndpoint: true }) }),
  },
  {
    name: "link",
    prepare: async ({ names }) => ({ start: () => link({ ...names, json, assumedEndpoint: true }) }),
  },
  {
    name: "finetune",
    wayBack:
      /npx azure-openai-wandb finetune attach ftjob-\w+.* --resource-group \S+ --account \S+|Run the same command again/,
    async prepare(scene) {
      await deleteFiles(scene);
      const file = `${scene.directory}/${unique("training-")}.jsonl`;
      fs.writeFileSync(file, trainingText(12, unique("word")));
      return {
        start: () =>
          finetune(file, {
            ...scene.names,
            model,
            tier: "standard",
            follow: true,
            poll,
            json,
            wandb: false,
            project: "x",
          } as never),
      };
    },
  },
  {
    name: "finetune attach",
    wayBack: /npx azure-openai-wandb finetune attach ftjob-\w+.* --resource-group \S+ --account \S+/,
    async prepare(scene) {
      const id = await createJob(scene);
      return { start: () => attach(id, { ...scene.names, poll, json }), jobId: id };
    },
  },
  {
    name: "finetune list",
    prepare: async ({ names }) => ({ start: () => list({ ...names, json }) }),
  },
  {
    name: "finetune show",
    prepare: async ({ names, doneJob }) => ({ start: () => show(doneJob, { ...names, json }) }),
  },
  {
    name: "finetune compare",
    prepare: async ({ names, doneJob }) => ({ start: () => compare([doneJob], { ...names, json }) }),
  },
  {
    name: "finetune cancel",
    async prepare(scene) {
      await cancelJobs(scene);
      const id = await createJob(scene);
      return { start: () => cancel(id, { ...scene.names, json }) };
    },
  },
  {
    name: "sync",
    wayBack: /npx azure-openai-wandb sync ftjob-\w+ --project \S+ --resource-group \S+ --account \S+/,
    prepare: async (scene) => syncRun(scene, scene.doneJob, false),
  },
  {
    name: "sync --follow",
    wayBack:
      /npx azure-openai-wandb sync ftjob-\w+ --follow --project \S+ --resource-group \S+ --account \S+/,
    prepare: async (scene) => syncRun(scene, await createJob(scene), true),
  },
  {
    name: "recover's reads",
    prepare: async ({ account, names }) => ({
      async start() {
        const resources = await azureResources();
        const found = await resources.find(account.account.id!, "2024-10-01");
        const group = account.account.id!.replace(/\/providers\/.*/, "");
        const listed = await resources.list(group, "Microsoft.CognitiveServices/accounts");
        await resources.close();
        if (!found || !listed.some(({ name }) => name === names.account)) {
          throw new Error("MISSING: a resource that exists");
        }
      },
    }),
  },
];

export const prepareUpload = (account: TrainingAccount): Promise<string> =>
  upload(account.client, trainingText());
