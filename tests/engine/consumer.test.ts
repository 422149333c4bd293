import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
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

const compilerOptions = {
  target: "ES2022",
  module: "nodenext",
  moduleResolution: "nodenext",
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"],
  outDir: "dist",
};

describe("a project outside the repository", () => {
  let project: StackProject;

  beforeAll(async () => {
    project = await StackProject.create({ bare: true });
    const { stdout } = await run(
      "npm",
      ["pack", "--workspace", "components", "--pack-destination", project.directory, "--json", "--silent"],
      { cwd: root },
    );
    const file = /[\w.-]+\.tgz/.exec(stdout)![0];
    // What is installed beside the package is what the package itself asks for.
    fs.writeFileSync(path.join(project.directory, "package.json"), "{}");
    await run(
      "npm",
      [
        "install",
        "--no-audit",
        "--no-fund",
        "--prefer-offline",
        `./${file}`,
        "typescript@5.9.3",
        "@types/node@20",
      ],
      { cwd: project.directory },
    );
  });
  afterAll(() => project?.close());

  test("gets declarations and JavaScript in the package, and no sources or tests", () => {
    const files = fs.readdirSync(path.join(project.directory, "node_modules/azure-openai-wandb"), {
      recursive: true,
    }) as string[];
    expect(files).toEqual(expect.arrayContaining(["dist/index.js", "dist/index.d.ts", "README.md"]));
    expect(files.filter((name) => /\.ts$/.test(name) && !/\.d\.ts$/.test(name))).toEqual([]);
  });

  // `node` is what Pulumi's own templates had until 2026; it knows no `exports` of a package. The next test compiles
  // with `nodenext`.
  test.each([
    ["commonjs", "node"],
    ["node16", "node16"],
    ["esnext", "bundler"],
  ])(
    "is found by TypeScript with the module format %s and the resolution %s",
    async (module, moduleResolution) => {
      const directory = path.join(project.directory, `${module}-${moduleResolution}`);
      fs.mkdirSync(directory);
      const options = { ...compilerOptions, module, moduleResolution, noEmit: true };
      fs.writeFileSync(
        path.join(directory, "tsconfig.json"),
        JSON.stringify({ compilerOptions: options, files: ["index.ts"] }),
      );
      fs.writeFileSync(path.join(directory, "index.ts"), program);
      const compiler = path.join(project.directory, "node_modules/.bin/tsc");
      await expect(run(compiler, [], { cwd: directory })).resolves.toMatchObject({ stdout: "" });
    },
  );

  test.each(["commonjs", "module"])("compiles strictly as %s and deploys two integrations", async (type) => {
    const directory = path.join(project.directory, type);
    fs.mkdirSync(directory);
    const files: Record<string, string> = {
      "package.json": JSON.stringify({ name: `consumer-${type}`, type, main: "dist/index.js" }),
      "tsconfig.json": JSON.stringify({ compilerOptions, files: ["index.ts"] }),
      "Pulumi.yaml": `name: consumer-${type}\nruntime:\n  name: nodejs\n  options:\n    typescript: false\n`,
      "index.ts": program,
    };
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(directory, name), text);
    }
    const compiler = path.join(project.directory, "node_modules/.bin/tsc");
    await run(compiler, [], { cwd: directory });

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
  });

  test("the platform stack of the examples deploys its teams, and another stack reads them through a StackReference", async () => {
    const at = (name: string) => path.join(project.directory, name);
    for (const name of ["platform-stack", "workload-stack"]) {
      fs.cpSync(path.join(root, "examples", name), at(name), { recursive: true });
      await run(path.join(project.directory, "node_modules/.bin/tsc"), ["--noEmit"], { cwd: at(name) });
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
