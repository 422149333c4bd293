import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { consumerCases, consumerName } from "../proof/consumerCases";
import type { PulumiConsumer } from "../proof/consumerCases";
import { compilerOptions, ConsumerMatrix, nodenext } from "../proof/consumerMatrix";
import { filesWithKey } from "../support/canarySecret";
import { documentedPrograms } from "../support/packageFromGit";
import { root, StackProject, testKey } from "../support/stackProject";

jest.setTimeout(300_000);

const run = promisify(execFile);

/** A program of another team: two teams side by side, on the package alone. */
const program = `import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import { PermissionModel, WandbIntegration } from "azure-openai-wandb";
import type { WandbIntegrationArgs } from "azure-openai-wandb";

const group = new ResourceGroup("teams", { location: "swedencentral" });
const shared: Pick<WandbIntegrationArgs, "resourceGroupName" | "wandbApiKey"> = {
  resourceGroupName: group.name,
  wandbApiKey: new pulumi.Config().requireSecret("key"),
};
const research = new WandbIntegration("research", shared);
const product = new WandbIntegration("product", {
  ...shared,
  access: { permissionModel: PermissionModel.AccessPolicy },
  secret: { secretName: "wandb-product" },
});

export const vaultUrls = [research.vaultUrl, product.vaultUrl];
export const secretNames = [research.secretName, product.secretName];
`;

/** One of each kind, on three versions of Node and of TypeScript; `npm run proof` has them all, and pnpm. */
const sample = [
  "TypeScript 5.9.3, resolution node, commonjs, npm",
  "TypeScript 6.0.3, resolution nodenext, module, npm",
  "TypeScript 7.0.2, resolution node16, commonjs, npm",
  "TypeScript 7.0.2, resolution bundler, module, npm",
  "tsx, Node 22.23.3, commonjs, npm",
  "ts-node, Node 20.19.0, commonjs, npm",
  "Node itself, Node 24.21.0, module, npm",
  "Pulumi (remote component), Node 24.21.0, commonjs, npm",
];

const remoteComponent: PulumiConsumer = {
  kind: "remote component",
  packageManager: "npm",
  packageType: "commonjs",
  node: "22.23.3",
};

describe("a project outside the repository", () => {
  let matrix: ConsumerMatrix;
  let project: StackProject;
  let compiler: string;

  beforeAll(async () => {
    matrix = await ConsumerMatrix.create(["npm"]);
    project = await StackProject.create({ bare: true });
    compiler = path.join(matrix.tools.typescript("5.9.3"), "bin/tsc");
  });
  afterAll(async () => {
    await project?.close();
    matrix?.close();
  });

  const at = (name: string) => path.join(matrix.folder("npm"), name);
  const compile = (directory: string, ...args: string[]) =>
    run(process.execPath, [compiler, ...args], { cwd: directory });

  test("gets declarations and JavaScript in the package, what Pulumi starts, and no sources or tests", () => {
    const files = fs.readdirSync(at("node_modules/azure-openai-wandb"), { recursive: true }) as string[];
    expect(files).toEqual(
      expect.arrayContaining([
        "dist/index.js",
        "dist/index.d.ts",
        "dist/plugin/provider.js",
        "plugin/start.js",
        "schema.json",
        "PulumiPlugin.yaml",
        "README.md",
      ]),
    );
    expect(files.filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name))).toEqual([]);
  });

  test("finds no problem in the package with publint and Are the Types Wrong", async () => {
    const { directory, tarball, tools } = matrix;
    const check = (file: string, ...args: string[]) =>
      run(process.execPath, [file, ...args, tarball], { cwd: directory });
    const { stdout } = await check(tools.file("publint"), "run", "--strict");
    expect(stdout).toContain("All good!");
    await expect(check(tools.file("attw"), "--no-color")).resolves.toMatchObject({
      stdout: expect.stringContaining("No problems found") as string,
    });
  });

  test("finds the component by the package's folder too, as resolvers without `exports` do", async () => {
    const text = `console.log(require("./node_modules/azure-openai-wandb").WandbIntegration.name)`;
    await expect(run(process.execPath, ["-e", text], { cwd: at(".") })).resolves.toMatchObject({
      stdout: "WandbIntegration\n",
    });
  });

  test.each(sample)("uses the package: %s", async (name) => {
    const consumer = consumerCases().find((one) => consumerName(one) === name);
    expect(await matrix.run(consumer!)).toMatchObject({ name, problems: [] });
  });

  // Pulumi installs a package of a Git repository without its development dependencies. Beside the copy there are no others.
  test("starts the sources of the repository with the production dependencies alone", async () => {
    fs.cpSync(path.join(root, "components"), at("sources"), {
      recursive: true,
      filter: (source) => !/^(node_modules|dist)$/.test(path.basename(source)),
    });
    await matrix.preview(remoteComponent, at("sources"));
    expect(fs.existsSync(at("sources/node_modules"))).toBe(false);
  });

  test.each(["commonjs", "module"])("compiles strictly as %s and deploys two integrations", async (type) => {
    const directory = at(type);
    fs.mkdirSync(directory);
    const files: Record<string, string> = {
      "package.json": JSON.stringify({ name: `consumer-${type}`, type, main: "dist/index.js" }),
      "tsconfig.json": JSON.stringify({ compilerOptions: compilerOptions(nodenext), files: ["index.ts"] }),
      "Pulumi.yaml": `name: consumer-${type}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
      "index.ts": program,
    };
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(directory, name), text);
    }
    await compile(directory);

    project.workIn(directory);
    await project.pulumi("stack", "init", "test");
    await project.run("pulumi", ["config", "set", "--secret", "key"], testKey);
    await project.up();
    const outputs = (await project.outputs()) as unknown as Record<string, string[]>;
    expect(outputs.secretNames).toEqual(["wandb-api-key", "wandb-product"]);
    for (const [index, vaultUrl] of outputs.vaultUrls!.entries()) {
      const url = `${vaultUrl}secrets/${outputs.secretNames![index]}?api-version=7.4`;
      expect((await project.azure.vault("GET", url)).body.value).toBe(testKey);
    }
    await project.pulumi("preview", "--expect-no-changes", "--refresh");
    await project.pulumi("destroy", "--yes", "--skip-preview");
    expect(filesWithKey(directory)).toEqual([]);
  });

  test("the TypeScript program of the registry's page compiles strictly", async () => {
    const directory = at("registry");
    fs.mkdirSync(directory);
    const options = { ...compilerOptions(nodenext), noEmit: true };
    fs.writeFileSync(path.join(directory, "package.json"), JSON.stringify({ name: "registry" }));
    fs.writeFileSync(
      path.join(directory, "tsconfig.json"),
      JSON.stringify({ compilerOptions: options, files: ["index.ts"] }),
    );
    const program = documentedPrograms().typescript!;
    fs.writeFileSync(path.join(directory, "index.ts"), program);
    await compile(directory);
    fs.writeFileSync(path.join(directory, "index.ts"), program.replace("vaultUrl;", "vaultUri;"));
    await expect(compile(directory)).rejects.toMatchObject({
      stdout: expect.stringContaining("'vaultUri' does not exist") as string,
    });
  });

  test("the platform stack of the examples deploys its teams, and another stack reads them through a StackReference", async () => {
    for (const name of ["platform-stack", "workload-stack"]) {
      fs.cpSync(path.join(root, "examples", name), at(name), { recursive: true });
      await compile(at(name), "--noEmit");
    }
    project.workIn(at("platform-stack"));
    await project.pulumi("stack", "init", "dev");
    for (const team of ["research", "product"]) {
      const args = ["config", "set", "--stack", "dev", "--secret", "--path", `wandbApiKeys.${team}`];
      await project.run("pulumi", args, testKey);
    }
    await project.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    await project.pulumi("preview", "--expect-no-changes", "--stack", "dev");
    project.workIn(at("workload-stack"));
    await project.pulumi("stack", "init", "dev");
    await project.pulumi("config", "set", "--stack", "dev", "platform", "organization/ml-platform/dev");
    await project.pulumi("config", "set", "--stack", "dev", "team", "product");
    await project.pulumi("up", "--yes", "--skip-preview", "--stack", "dev");
    const { stdout } = await project.pulumi("stack", "output", "endpoint", "--stack", "dev");
    expect(stdout).toMatch(/^https:\/\/product-\w+\.openai\.azure\.com\/$/m);
  });
});
