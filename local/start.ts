/** `npm start`: walks Microsoft's article on the local Azure, with the real Pulumi engine. Safe to run again. */
import { createHash } from "node:crypto";
import * as path from "node:path";
import { findEngine } from "./engine/locate";
import {
  defaultStateDirectory,
  localStack,
  projectDirectory,
  pulumiEnvironment,
} from "./session/environment";
import { joinSession } from "./session/join";
import type { Session } from "./session/join";
import { ensureLocalStack } from "./session/localStack";
import { run, step } from "./walk/steps";

/** By which a second walk finds the model of the first. */
const walkSuffix = "walk";

interface Outputs {
  vaultUrl: string;
  secretName: string;
  accountName: string;
  endpoint: string;
  resourceGroupName: string;
  portalLink: string;
}

async function walk(session: Session): Promise<void> {
  const engine = findEngine(process.env);
  if (!engine) {
    throw new Error(
      "No Pulumi CLI was found. Run `node local/engine/setup.js`, which gets one or says what to install.",
    );
  }
  const env = { ...process.env, ...session.environment, ...pulumiEnvironment(defaultStateDirectory, engine) };
  const pulumi = (args: string[], show?: RegExp) =>
    run("pulumi", [...args, "--non-interactive"], { cwd: projectDirectory, env, show });

  await step("The local Azure, its providers and the stack", async () => {
    const made = await ensureLocalStack(projectDirectory, env);
    const key = made ? "its W&B key is made up" : "it was there already";
    return [
      undefined,
      `Azure is this machine, Pulumi is ${engine.version}, the stack is “${localStack}”: ${key}`,
    ];
  });

  await step("pulumi up", async () => {
    const change = /^ *[-+~]+ +(?!pulumi:pulumi:Stack)\S+ \S+ (created|updated|deleted|replaced) /;
    const printed = await pulumi(["up", "--yes", "--skip-preview", "--suppress-outputs"], change);
    // Counted as they are shown: Pulumi's own sum has the stack in it.
    const verbs = printed.split("\n").flatMap((line) => change.exec(line)?.[1] ?? []);
    const changes = [...new Set(verbs)].map(
      (verb) => `${verbs.filter((one) => one === verb).length} ${verb}`,
    );
    const unchanged = /^ +(\d+) unchanged/m.exec(printed)?.[1];
    const did =
      changes.length > 0
        ? changes.join(", ")
        : `nothing to change, ${unchanged ?? "all"} resources are as declared`;
    return [undefined, `Deployed: ${did}`];
  });

  const outputs = await step("The stack's outputs", async () => {
    const read = JSON.parse(await pulumi(["stack", "output", "--json"])) as Outputs;
    for (const name of ["resourceGroupName", "accountName", "endpoint", "vaultUrl", "secretName"] as const) {
      console.log(`  ${name.padEnd(18)} ${read[name]}`);
    }
    return [read, "The portal asks for vaultUrl and secretName"];
  });

  await step("The secret, read with the account's own identity", async () => {
    const identity = await identityOfAccount(pulumi);
    const printed = await run(
      process.execPath,
      [path.join(__dirname, "walk/readSecret.mjs"), outputs.vaultUrl, outputs.secretName],
      {
        cwd: projectDirectory,
        env: {
          ...env,
          IDENTITY_ENDPOINT: `${session.environment.LOCAL_AZURE_URL}/_local/identity/${identity}/token`,
          IDENTITY_HEADER: await identityHeader(session),
        },
      },
    );
    const secret = JSON.parse(printed) as { length: number; version: string; digest: string };
    const configured = (await pulumi(["config", "get", "wandbApiKey"])).trim();
    if (createHash("sha256").update(configured).digest("hex") !== secret.digest) {
      throw new Error("The vault holds another key than the stack's settings: run `npm start` again.");
    }
    const version = secret.version.slice(0, 8);
    return [
      undefined,
      `The grant works: the account reads its W&B key (${secret.length} characters, version ${version}…)`,
    ];
  });

  const companion = (args: string[], show?: RegExp) =>
    run(
      process.execPath,
      ["-r", path.join(__dirname, "register.js"), path.join(projectDirectory, "cli/main.ts"), ...args],
      { cwd: projectDirectory, env, show },
    );

  await step("npm run doctor", async () => {
    const { findings } = JSON.parse(await companion(["doctor", "--json"])) as { findings: unknown[] };
    return [undefined, `Ready for the link to W&B: ${findings.length} checks, none of them failed`];
  });

  await step("npm run link", async () => {
    await companion(["link", "--assumed-endpoint", "--json"]);
    return [
      undefined,
      "Linked, through an endpoint that is assumed: on Azure this is the one step by hand, in the portal",
    ];
  });

  const listJobs = async () => {
    const { jobs } = JSON.parse(await companion(["finetune", "list", "--json"])) as {
      jobs: { id: string; suffix?: string; status: string }[];
    };
    return jobs;
  };
  const job = await step("npm run finetune -- examples/training.jsonl", async () => {
    const before = (await listJobs()).find(
      ({ suffix, status }) => suffix === walkSuffix && status === "succeeded",
    );
    if (before) {
      return [before.id, `Trained before: ${before.id}`];
    }
    const args = ["finetune", "examples/training.jsonl", "--validation-file", "examples/validation.jsonl"];
    const settings = ["--suffix", walkSuffix, "--seed", "1", "--tag", "npm-start", "--poll", "0.3"];
    await companion([...args, ...settings], /✔ (?!The run)|^ {2}step|Job /);
    const { id } = (await listJobs())[0]!;
    return [id, `Trained, and logged to W&B with the key from the vault: ${id}`];
  });

  await step("The run, read back from W&B", async () => {
    await companion(["finetune", "show", job], /./);
    return [
      undefined,
      "The curve is the one that the job logged (W&B is this machine too: the address opens nothing)",
    ];
  });

  await step("pulumi preview", async () => {
    await pulumi(["preview", "--expect-no-changes"]);
    return [undefined, "No change: Azure is as the program says"];
  });

  console.log(
    `On real Azure the link is made by hand. What the stack's output portalLink says:\n\n${outputs.portalLink}`,
  );
  console.log(`
Next: npm run local -- npm run doctor     what is checked, and what was seen
      npm run local -- npm run finetune -- --help
      npm run local -- pulumi preview     the same, by hand
      npx pulumi up -s dev                the same, on real Azure`);
}

/** Object id of the account's identity, from the component's outputs in the state. */
async function identityOfAccount(pulumi: (args: string[]) => Promise<string>): Promise<string> {
  const { deployment } = JSON.parse(await pulumi(["stack", "export"])) as {
    deployment: { resources: { type: string; outputs?: { identityPrincipalId?: string } }[] };
  };
  const component = deployment.resources.find(
    ({ type }) => type === "azure-openai-wandb:index:WandbIntegration",
  );
  return component!.outputs!.identityPrincipalId!;
}

async function identityHeader(session: Session): Promise<string> {
  const seed = await fetch(`${session.environment.LOCAL_AZURE_URL}/_local/seed`);
  return ((await seed.json()) as { identityHeader: string }).identityHeader;
}

async function main(): Promise<void> {
  const session = await joinSession(defaultStateDirectory);
  try {
    await walk(session);
  } finally {
    session.close();
  }
}

main().catch((error: Error) => {
  console.error(`\n✖ ${error.message}`);
  process.exitCode = 1;
});
