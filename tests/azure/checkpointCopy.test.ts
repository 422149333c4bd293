/** A checkpoint in another account: by the CLI, and by requests as Azure's article shows them. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type OpenAI from "openai";
import { cliOf } from "./accountCli";
import { entraClient, finished, model, trainingAccount, trainingText, upload } from "./fineTuningAccount";
import type { TrainingAccount } from "./fineTuningAccount";
import { arm, clients, control, deployer, subscription } from "./localAzure";
import { raw } from "./raw";

jest.setTimeout(120_000);

let source: TrainingAccount;
let destination: TrainingAccount;
let job: OpenAI.FineTuning.FineTuningJob;
let directory: string;
const cli = cliOf(
  () => source,
  () => directory,
);

/** Creates a job of 36 steps. */
const create = async ({ client }: TrainingAccount, name = model) =>
  finished(
    client,
    (
      await client.fineTuning.jobs.create({
        model: name,
        training_file: await upload(client, trainingText()),
        hyperparameters: { n_epochs: 3, batch_size: 1 },
      })
    ).id,
  );

async function assignIdentity({ group, account }: TrainingAccount): Promise<void> {
  const id = `${subscription}/resourceGroups/${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/copier`;
  await arm("PUT", `${id}?api-version=2023-01-31`, { location: "swedencentral" });
  await clients().cognitive.accounts.beginUpdateAndWait(group, account.name!, {
    identity: { type: "SystemAssigned, UserAssigned", userAssignedIdentities: { [id]: {} } },
  });
}

beforeAll(async () => {
  source = await trainingAccount();
  destination = await trainingAccount({ location: "northcentralus" });
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "checkpoint-copy-"));
  job = await create(source);
});
afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));
afterEach(() => control("DELETE", "settings"));

const copy = (...more: string[]) =>
  cli([
    "finetune",
    "checkpoints",
    "copy",
    job.id,
    "24",
    "--to",
    destination.account.id!,
    "--poll",
    "0.1",
    ...more,
  ]);

test("is refused until the identity and a job of the other account exist, with what a copy needs", async () => {
  const refused = await copy("--region", "northcentralus");
  expect(refused.code).toBe(2);
  expect(refused.stderr).toContain("user-assigned");
  expect(refused.stderr).toContain("A copy needs: a user-assigned identity on this account");
  await assignIdentity(source);
  expect((await copy("--region", "northcentralus")).stderr).toContain("has no fine-tuning job");
  await create(destination);
  expect((await copy("--region", "eastus2")).stderr).toContain("is not in the region 'eastus2'");
});

test("arrives in the other account under the same name, and is trained further there", async () => {
  await control("PUT", "settings", { operations: { polls: 2 } });
  const printed = await copy("--region", "northcentralus");
  await control("DELETE", "settings");
  const name = `${job.fine_tuned_model}:ckpt-step-24`;
  expect(printed).toMatchObject({ code: 0, stderr: "" });
  expect(printed.stdout).toContain(`✔ ${name} is in ${destination.account.id} (northcentralus)`);
  const other = entraClient(destination.endpoint);
  const further = await other.fineTuning.jobs.create({
    model: name,
    training_file: await upload(other, trainingText()),
  });
  expect((await finished(other, further.id)).status).toBe("succeeded");
  const deployed = await cli([
    ...["finetune", "deploy", name, "--name", "received", "--poll", "0.1", "--json"],
    ...["--resource-group", destination.group, "--account", destination.account.name!],
  ]);
  expect(deployed.lines[0]).toMatchObject({ deployment: "received", model: name, ready: true });
});

test("that does not exist is refused by its step, and wrong options together", async () => {
  const unknown = await cli([
    ...[
      "finetune",
      "checkpoints",
      "copy",
      job.id,
      "25",
      "--to",
      destination.account.id!,
      "--region",
      "eastus2",
    ],
  ]);
  expect(unknown.stderr).toContain(`${job.id} has no checkpoint at step 25. Specify one of: 12, 24, 36.`);
  const wrong = await cli([
    "finetune",
    "checkpoints",
    "copy",
    job.id,
    "24",
    "--to",
    "other",
    "--region",
    "East US 2",
  ]);
  expect(wrong.stderr.trim().split("\n")).toEqual([
    expect.stringContaining("--to other is not an account's ID."),
    expect.stringContaining("--region East US 2 is not a region's name."),
  ]);
});

test("requires the header of the preview", async () => {
  const { token } = await deployer.getToken("https://cognitiveservices.azure.com/.default");
  const [{ id = "" } = {}] = (await source.client.fineTuning.jobs.checkpoints.list(job.id)).data;
  const url = `${source.endpoint}openai/v1/fine_tuning/jobs/${job.id}/checkpoints/${id}/copy`;
  const body = { destinationResourceId: destination.account.id!, region: "northcentralus" };
  expect((await raw("POST", url, { token, body })).json.error.message).toContain("aoai-copy-ft-checkpoints");
  const headers = { "aoai-copy-ft-checkpoints": "preview" };
  expect((await raw("GET", url, { token, headers })).json.error.message).toBe("Copy checkpoint not found.");
});
