/** What a stranger does with the packages alone: an empty folder, Node.js and the Pulumi CLI; nothing of the repository. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { filesWithKey } from "../support/canarySecret";
import { jsonLines } from "../support/cli";
import { installPackages, packPackages } from "../support/packedPackages";
import { root, StackProject, testKey } from "../support/stackProject";
import type { Finished } from "../support/stackProject";

jest.setTimeout(600_000);

/** A platform team's program, with names and outputs of its own. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { getClientConfigOutput } from "@pulumi/azure-native/authorization";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { WandbIntegration } from "azure-openai-wandb";

const key = new pulumi.Config().requireSecret("wandb");
const deployer = { objectId: getClientConfigOutput().objectId, type: "ServicePrincipal" as const, key: "deployer" };
const group = new ResourceGroup("ml", { location: "swedencentral" });
const integrations = ["research", "product"].map(
  (team) => new WandbIntegration(team, { resourceGroupName: group.name, wandbApiKey: key, access: { fineTuningPrincipals: [deployer] }, secret: { secretName: \`wandb-\${team}\` } }),
);
export const accounts = integrations.map(({ accountName }) => accountName);
`;

const library = `const { doctorAll, findIntegrations, UserError } = require("azure-openai-wandb-cli");
(async () => {
  const found = await findIntegrations();
  const checked = await doctorAll();
  const wrong = await doctorAll({ stack: "missing" }).catch((error) => error);
  console.log(JSON.stringify({
    found: found.map(({ integration }) => integration),
    ready: checked.map(({ integration, ready }) => [integration, ready]),
    wrong: [wrong instanceof UserError, wrong.exitCode],
  }));
})();
`;

const typedLibrary = `import { doctor, finetune, waitForJob, UserError } from "azure-openai-wandb-cli";
import type { DoctorResult } from "azure-openai-wandb-cli";

export async function train(file: string): Promise<string | null> {
  const checked: DoctorResult = await doctor({ stack: "dev", integration: "research", workDir: "platform" });
  if (!checked.ready) {
    throw new UserError(checked.findings.map(({ title }) => title));
  }
  const { job } = await finetune(file, { epochs: 3, model: "gpt-4.1-mini" });
  return (await waitForJob(job)).model;
}
// @ts-expect-error -- the declarations are found: without them every option would be accepted
void doctor({ stacks: "dev" });
`;

let project: StackProject;
let folder: string;

beforeAll(async () => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-stranger-"));
  await installPackages(folder, await packPackages(["components", "cli"], folder));
  project = await StackProject.create({ bare: true });
  project.workIn(folder);
  const files = {
    "Pulumi.yaml": "name: ml\nruntime: nodejs\nmain: index.ts\n",
    "index.ts": program,
    "library.js": library,
    "typed.ts": typedLibrary,
  };
  for (const [name, text] of Object.entries(files)) {
    fs.writeFileSync(path.join(folder, name), text);
  }
  for (const name of ["training.jsonl", "validation.jsonl"]) {
    fs.copyFileSync(path.join(root, "examples", name), path.join(folder, name));
  }
});
afterAll(async () => {
  await project?.close();
  fs.rmSync(folder, { recursive: true, force: true });
});

const cli = async (...args: string[]): Promise<Finished> => {
  const finished = await project.run("npx", ["--no-install", "azure-openai-wandb", ...args]);
  if (finished.code !== 0) {
    throw new Error(`${args.join(" ")} ended with ${finished.code}:\n${finished.stdout}\n${finished.stderr}`);
  }
  return finished;
};

test("the CLI's package has its bundle and the library's types, and installs one package besides", () => {
  const installed = path.join(folder, "node_modules/azure-openai-wandb-cli");
  const files = fs.readdirSync(installed, { recursive: true }) as string[];
  expect(files).toEqual(
    expect.arrayContaining([
      "README.md",
      "LICENSE",
      "bin/azure-openai-wandb.js",
      "dist/start.js",
      "dist/index.js",
      "dist/job.schema.json",
      "dist/THIRD-PARTY-LICENSES.txt",
    ]),
  );
  expect(files.filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name))).toEqual([]);
  expect(files.filter((name) => /^(build|tests|node_modules)\b/.test(name))).toEqual([]);
  const { dependencies } = JSON.parse(fs.readFileSync(path.join(installed, "package.json"), "utf8")) as {
    dependencies: object;
  };
  expect(Object.keys(dependencies)).toEqual(["uplot"]);
  const bytes = files.reduce((sum, name) => sum + fs.statSync(path.join(installed, name)).size, 0);
  expect(bytes).toBeLessThan(8_000_000);
});

test("two integrations deploy, are checked and linked, and one trains a job and reports it", async () => {
  await project.pulumi("stack", "init", "test");
  await project.run("pulumi", ["config", "set", "--secret", "wandb"], testKey);
  await project.azure.control("POST", "/_local/wandb/keys", { key: testKey });
  await project.azure.control("PUT", "/_local/settings", { fineTuning: { filePolls: 0, stepsPerPoll: 50 } });
  await project.up();

  const checked = await cli("doctor", "--all");
  expect(checked.stdout).toMatch(/research .*wandb-research/);
  expect(checked.stdout).toMatch(/product .*wandb-product/);

  const research = ["--integration", "research"];
  await cli("link", ...research, "--assumed-endpoint");
  const trained = await cli(
    "finetune",
    "training.jsonl",
    ...research,
    "--project",
    "ml",
    "--poll",
    "0.05",
    "--json",
  );
  const { job, status, run } = jsonLines(trained).at(-1) as { job: string; status: string; run: string };
  expect(status).toBe("succeeded");
  expect(run).toMatch(/^https:\/\//);
  await cli("report", job, ...research);
  const page = fs.readFileSync(path.join(folder, "report.html"), "utf8");
  expect(page).toContain(job);
  expect(page).toContain("uPlot");

  const used = await project.run(process.execPath, ["library.js"]);
  expect(JSON.parse(used.stdout)).toEqual({
    found: ["product", "research"],
    ready: [
      ["product", true],
      ["research", true],
    ],
    wrong: [true, 2],
  });
  await project.pulumi("destroy", "--yes", "--skip-preview");
  expect(filesWithKey(folder)).toEqual([]);
});

test("a TypeScript program compiles with the library's types alone", async () => {
  const compiler = path.join(root, "node_modules/typescript/bin/tsc");
  const options = ["--noEmit", "--strict", "--module", "nodenext", "--target", "es2022", "--types", "node"];
  const compiled = await project.run(process.execPath, [compiler, ...options, "typed.ts"]);
  expect(compiled).toMatchObject({ code: 0, stdout: "" });
});

test("help, the version and completion need neither Azure nor a project, and wrong input ends with 2", async () => {
  const { version } = JSON.parse(fs.readFileSync(path.join(root, "cli/package.json"), "utf8")) as {
    version: string;
  };
  expect((await cli("--version")).stdout).toBe(`${version}\n`);
  expect((await cli("--help")).stdout).toContain("Exit codes:");
  expect((await cli("completion", "bash")).stdout).toContain("complete -o default");
  const wrong = await project.run("npx", ["--no-install", "azure-openai-wandb", "doctor", "--stacks", "dev"]);
  expect(wrong).toMatchObject({ code: 2, stdout: "" });
  expect(wrong.stderr).not.toMatch(/ at .*:\d+:\d+/);
});
