/**
 * "Integrate Azure OpenAI fine-tuning with Weights & Biases" on the local Azure, step by step:
 * https://learn.microsoft.com/azure/foundry-classic/openai/how-to/weights-and-biases-integration
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { printLines } from "../../cli/output";
import type { Lock } from "../engine/lock";
import { control } from "../session/control";
import { defaultStateDirectory, localStack, projectDirectory } from "../session/environment";
import type { Session } from "../session/join";
import { ensureLocalStack } from "../session/localStack";
import { leftStackLock } from "../session/stackLock";
import { commandsOn } from "./commands";
import type { Commands } from "./commands";
import { step } from "./step";

/** Suffix of the fine-tuned model, by which another run finds it. */
const modelSuffix = "demo";

/** Outputs of the stack. */
interface Outputs {
  vaultUrl: string;
  secretName: string;
  accountName: string;
  endpoint: string;
  resourceGroupName: string;
  portalLink: string;
}

/**
 * Runs every step. Safe to run again, wherever an earlier run ended.
 * @param lock Held by one quickstart at a time.
 */
export async function quickstart(session: Session, lock: Lock): Promise<void> {
  const commands = commandsOn(session, lock);
  await createStack(commands);
  await deploy(commands);
  const outputs = await readOutputs(commands);
  await readSecret(commands, session, outputs);
  await checkPrerequisites(commands);
  await linkToWandb(commands);
  const jobId = await fineTune(commands);
  await showRun(commands, session, jobId);
  await previewAgain(commands);
  await writeReport(commands, jobId);
  printNextSteps(outputs);
}

const createStack = ({ environment, pulumiVersion }: Commands) =>
  step("The local Azure, its providers and the stack", async () => {
    const isNew = await ensureLocalStack({
      directory: projectDirectory,
      stateDirectory: defaultStateDirectory,
      environment,
      isQuickstart: true,
    });
    const stack = isNew ? "has a generated W&B API key" : "exists already";
    return [
      undefined,
      `Azure runs on this machine, with Pulumi ${pulumiVersion}. The stack “${localStack}” ${stack}.`,
    ];
  });

/** Exists while a deployment runs, and after one that did not succeed. */
const deployingFile = path.join(defaultStateDirectory, "deploying");

const deploy = ({ pulumi, cli }: Commands) =>
  step("pulumi up", async () => {
    const change = /^ *[-+~]+ +(?!pulumi:pulumi:Stack)\S+ \S+ (created|updated|deleted|replaced) /;
    const isLocked = await leftStackLock(defaultStateDirectory);
    if (isLocked || fs.existsSync(deployingFile)) {
      printLines(["  An earlier deployment did not succeed. What it created is imported:"]);
      fs.writeFileSync(deployingFile, "");
      await cli(["recover", ...(isLocked ? ["--unlock"] : [])], /^ *✔/);
    }
    fs.writeFileSync(deployingFile, "");
    const output = await pulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"], change);
    fs.rmSync(deployingFile);
    return [undefined, summaryOf(output, change)];
  });

/** Counts the changes as they are shown: Pulumi's own sum includes the stack. */
function summaryOf(output: string, change: RegExp): string {
  const verbs = output.split("\n").flatMap((line) => change.exec(line)?.[1] ?? []);
  if (verbs.length === 0) {
    const unchanged = /^ +(\d+) unchanged/m.exec(output)?.[1] ?? "all";
    return `Nothing to deploy: ${unchanged} resources are unchanged`;
  }
  const counts = [...new Set(verbs)].map(
    (verb) => `${verbs.filter((other) => other === verb).length} ${verb}`,
  );
  return `Deployed: ${counts.join(", ")}`;
}

const readOutputs = ({ pulumi }: Commands) =>
  step("The stack's outputs", async () => {
    const outputs = JSON.parse(await pulumi(["stack", "output", "--json"])) as Outputs;
    for (const name of ["resourceGroupName", "accountName", "endpoint", "vaultUrl", "secretName"] as const) {
      printLines([`  ${name.padEnd(18)} ${outputs[name]}`]);
    }
    return [outputs, "The portal asks for vaultUrl and secretName"];
  });

const readSecret = (commands: Commands, { environment }: Session, { vaultUrl, secretName }: Outputs) =>
  step("The secret, read with the account's own identity", async () => {
    const identity = await identityOfAccount(commands);
    const output = await commands.node([path.join(__dirname, "readSecret.mjs"), vaultUrl, secretName], {
      IDENTITY_ENDPOINT: `${environment.LOCAL_AZURE_URL}/_local/identity/${identity}/token`,
      IDENTITY_HEADER: await identityHeader(environment),
    });
    const secret = JSON.parse(output) as { length: number; version: string; digest: string };
    const configured = (await commands.pulumi(["config", "get", "wandbApiKey"])).trim();
    if (createHash("sha256").update(configured).digest("hex") !== secret.digest) {
      throw new Error(
        "The vault and the stack's settings have different W&B API keys. Run `npm start` again.",
      );
    }
    return [
      undefined,
      `The role assignment works: the account reads its W&B API key (${secret.length} characters, version ${secret.version.slice(0, 8)}…)`,
    ];
  });

/** Returns the object id of the account's identity, from the component's outputs in the state. */
async function identityOfAccount({ pulumi }: Commands): Promise<string> {
  const { deployment } = JSON.parse(await pulumi(["stack", "export"])) as {
    deployment: { resources: { type: string; outputs?: { identityPrincipalId?: string } }[] };
  };
  const component = deployment.resources.find(
    ({ type }) => type === "azure-openai-wandb:index:WandbIntegration",
  );
  const identity = component?.outputs?.identityPrincipalId;
  if (identity === undefined) {
    throw new Error("The stack's state contains no WandbIntegration. Run `npm start` again.");
  }
  return identity;
}

async function identityHeader(environment: Record<string, string>): Promise<string> {
  const seed = await control(environment, "seed");
  return ((await seed.json()) as { identityHeader: string }).identityHeader;
}

const checkPrerequisites = ({ cli }: Commands) =>
  step("npx azure-openai-wandb doctor", async () => {
    const { findings } = JSON.parse(await cli(["doctor", "--json"])) as { findings: unknown[] };
    return [undefined, `Ready for the W&B integration: ${findings.length} checks, none failed`];
  });

const linkToWandb = ({ cli }: Commands) =>
  step("npx azure-openai-wandb link", async () => {
    await cli(["link", "--assumed-endpoint", "--json"]);
    return [undefined, "W&B integration created through an assumed endpoint"];
  });

const fineTune = (commands: Commands) =>
  step("npx azure-openai-wandb finetune examples/training.jsonl", async () => {
    const existing = (await listJobs(commands)).find(
      ({ suffix, status }) => suffix === modelSuffix && status === "succeeded",
    );
    if (existing) {
      return [existing.id, `Fine-tuned in an earlier run: ${existing.id}`];
    }
    const files = ["examples/training.jsonl", "--validation-file", "examples/validation.jsonl"];
    const options = ["--suffix", modelSuffix, "--seed", "1", "--tag", "npm-start", "--poll", "0.3"];
    await commands.cli(["finetune", ...files, ...options], /✔ (?!The run)|^ {2}step|Job /);
    const [job] = await listJobs(commands);
    if (!job) {
      throw new Error("The account has no fine-tuning job. Run `npm start` again.");
    }
    return [job.id, `Fine-tuned, and logged to W&B with the key from the vault: ${job.id}`];
  });

/** Lists the account's jobs, newest first. */
async function listJobs({ cli }: Commands): Promise<{ id: string; suffix?: string; status: string }[]> {
  const { jobs } = JSON.parse(await cli(["finetune", "list", "--json"])) as {
    jobs: { id: string; suffix?: string; status: string }[];
  };
  return jobs;
}

/** Git ignores them, as the rest of the folder. */
const runFile = path.join(defaultStateDirectory, "run.html");
const reportFile = path.join(defaultStateDirectory, "report.html");

const relative = (file: string) => path.relative(projectDirectory, file);

const showRun = (commands: Commands, { environment }: Session, jobId: string) =>
  step("The run, read back from W&B", async () => {
    await commands.cli(["finetune", "show", jobId], /./);
    await saveRunPage(commands, environment, jobId);
    return [
      undefined,
      `The curve is the one that the job logged. The local W&B's page of the run is ${relative(runFile)}`,
    ];
  });

/** Writes the local W&B's page of a job's run to a file, which remains when the local Azure has ended. */
async function saveRunPage(
  { cli }: Commands,
  environment: Session["environment"],
  jobId: string,
): Promise<void> {
  const { run } = JSON.parse(await cli(["finetune", "show", jobId, "--json"])) as {
    run: { address: string };
  };
  const page = await control(environment, `wandb/pages${new URL(run.address).pathname}`);
  if (!page.ok) {
    throw new Error(`W&B has no page of the run ${run.address} (${page.status}). Run \`npm start\` again.`);
  }
  fs.writeFileSync(runFile, await page.text());
}

const previewAgain = ({ pulumi }: Commands) =>
  step("pulumi preview", async () => {
    await pulumi(["preview", "--expect-no-changes"]);
    return [undefined, "No changes: Azure is as the program declares it"];
  });

const writeReport = ({ cli }: Commands, jobId: string) =>
  step("The report of the job", async () => {
    await cli(["finetune", "report", jobId, "--output", reportFile, "--force"]);
    return [
      undefined,
      `Open ${relative(reportFile)} in a browser: the curves, to zoom and read, and everything about the job`,
    ];
  });

const printNextSteps = ({ portalLink }: Outputs) =>
  printLines([
    "On Azure you create the W&B integration in the portal, as the stack's output portalLink describes:",
    ...portalLink.split("\n").slice(1),
    "",
    "Next: npm run local -- npx azure-openai-wandb doctor     what is checked, with each result",
    "      npm run local -- npx azure-openai-wandb finetune --help",
    "      npm run local -- pulumi preview     the same on the local Azure, by yourself",
    "      npx pulumi up -s dev                the same on Azure",
  ]);
