import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import schema from "../../components/schema.json";
import { filesWithKey, vaultsFile } from "../support/canarySecret";
import { packPackages } from "../support/packedPackages";
import {
  documentedPrograms,
  hasLanguageHosts,
  hasPython,
  PackageFromGit,
  packageSource,
  pythonEnvironment,
} from "../support/packageFromGit";
import { root } from "../support/stackProject";
import { hasYamlHost, yamlHost } from "../support/yamlHost";
import { toolFolder } from "./languages/toolFolders";

jest.setTimeout(900_000);

const run = promisify(execFile);

const describeWithHosts = hasLanguageHosts && hasYamlHost ? describe : describe.skip;
const testWithPython = hasPython ? test : test.skip;

/** Pulumi's language hosts of these are in no module of Go. Their SDKs are generated where the hosts are installed. */
const isOnPath = (name: string) =>
  (process.env.PATH ?? "").split(path.delimiter).some((folder) => fs.existsSync(path.join(folder, name)));
const testWithJava = isOnPath("pulumi-language-java") ? test : test.skip;

const programs = documentedPrograms();
const { inputProperties, properties } = schema.resources["azure-openai-wandb:index:WandbIntegration"];
const pascal = (name: string) => name.charAt(0).toUpperCase() + name.slice(1);

/** Text of all files below a folder that end with an extension. */
function textBelow(folder: string, extension: string): string {
  return (fs.readdirSync(folder, { recursive: true }) as string[])
    .filter((name) => name.endsWith(extension))
    .map((name) => fs.readFileSync(path.join(folder, name), "utf8"))
    .join("\n");
}

describeWithHosts("the package from a tag of the Git repository", () => {
  let installed: PackageFromGit;

  beforeAll(async () => {
    installed = await PackageFromGit.create([toolFolder("sdk-languages"), yamlHost]);
    installed.write("yaml", { "Pulumi.yaml": "name: fine-tuning\nruntime: yaml\n" });
    await installed.pulumi("package", "add", packageSource);
  });
  afterAll(() => installed?.close());

  const outputs = async (stack: string) =>
    JSON.parse(await installed.pulumi("stack", "output", "--json", "--stack", stack)) as Record<
      string,
      string
    >;

  const expectNoKeyInState = () =>
    expect(filesWithKey(installed.project.directory).filter((file) => !vaultsFile.test(file))).toEqual([]);

  /** Deploys a program of the registry's page. */
  const deploy = async (folder: string, stack: string) => {
    await installed.initStack(stack);
    await installed.pulumi("up", "--yes", "--skip-preview", "--stack", stack);
    expect(await outputs(stack)).toEqual({
      secretName: "wandb-api-key",
      vaultUrl: expect.stringMatching(/^https:\/\/wandb-vault\w+\.vault\.azure\.net\/$/) as string,
    });
    expect(filesWithKey(folder)).toEqual([]);
    expectNoKeyInState();
  };

  test("is installed with its own dependencies alone, and none of the repository's tools", () => {
    const modules = ["node_modules", "components/node_modules"].flatMap((folder) =>
      fs.readdirSync(path.join(installed.plugin, folder)),
    );
    expect(modules).toEqual(expect.arrayContaining(["@pulumi", "jwt-decode", "typescript", "uuid"]));
    const { devDependencies } = JSON.parse(fs.readFileSync(path.join(root, "package.json"), "utf8")) as {
      devDependencies: Record<string, string>;
    };
    const tools = Object.keys(devDependencies).filter((name) => !["typescript", "ts-node"].includes(name));
    expect(tools.filter((name) => modules.includes(name))).toEqual([]);
  });

  test("is added to a YAML program, which deploys as the registry's page has it", async () => {
    const documented = programs.yaml!;
    const added = fs.readFileSync(path.join(installed.write("yaml", {}), "Pulumi.yaml"), "utf8");
    await installed.pulumi("install");
    const source = /azure-openai-wandb: \S+$/m;
    expect(source.exec(added)![0].replace("@v", "@")).toBe(source.exec(documented)![0]);
    await deploy(installed.write("yaml", { "Pulumi.yaml": documented }), "yaml");
    await installed.pulumi("preview", "--expect-no-changes", "--stack", "yaml");
    await installed.pulumi("destroy", "--yes", "--skip-preview", "--stack", "yaml");
  });

  test("has an SDK for TypeScript, which compiles strictly and deploys", async () => {
    const sdk = await installed.generateSdk("nodejs");
    const program = programs
      .typescript!.replace('"azure-openai-wandb"', '"./sdk"')
      .replace("PrincipalType, ", "")
      .replace("PrincipalType.Group", '"Group"');
    const files = {
      "index.ts": program,
      "package.json": JSON.stringify({ name: "program", private: true }),
      "Pulumi.yaml":
        "name: fine-tuning\nruntime: { name: nodejs, options: { typescript: false } }\nmain: out/index.js\n",
      "tsconfig.json": JSON.stringify({
        compilerOptions: {
          ...{ target: "ES2022", module: "commonjs", strict: true, skipLibCheck: true, outDir: "out" },
          ...{ esModuleInterop: true, types: ["node"], typeRoots: [path.join(root, "node_modules/@types")] },
        },
        files: ["index.ts"],
      }),
    };
    const folder = installed.write("programs/typescript", files, true);
    fs.cpSync(sdk, path.join(folder, "sdk"), { recursive: true });
    await run(path.join(root, "node_modules/.bin/tsc"), [], { cwd: folder });
    // The SDK reads its version there.
    fs.copyFileSync(path.join(sdk, "package.json"), path.join(folder, "out/sdk/package.json"));
    await deploy(folder, "typescript");
  });

  test("has an SDK for Go, with which the registry's program deploys", async () => {
    const sdk = await installed.generateSdk("go");
    const module = "github.com/azure-openai-wandb/azure-openai-wandb/sdk/go";
    const folder = installed.write("go", {
      "main.go": programs.go!,
      "go.mod": `module program

go 1.25.6

require (
	${module} v${schema.version}
	github.com/pulumi/pulumi/sdk/v3 v3.225.0
)

replace ${module} => ${sdk}
`,
      "Pulumi.yaml": "name: fine-tuning\nruntime: go\n",
    });
    fs.copyFileSync(path.join(__dirname, "languages/go.sum"), path.join(folder, "go.sum"));
    await run("go", ["mod", "tidy"], { cwd: folder });
    await run("go", ["vet", "./..."], { cwd: folder });
    await deploy(folder, "go");
  });

  testWithPython(
    "has an SDK for Python, with which the registry's program is type-checked and deploys",
    async () => {
      const sdk = await installed.generateSdk("python");
      const python = path.join(pythonEnvironment, "bin/python");
      const folder = installed.write("python", {
        "__main__.py": programs.python!,
        // A file of Pulumi's own in every SDK does not pass mypy.
        "mypy.ini": `[mypy]\nmypy_path = ${sdk}\n[mypy-azure_openai_wandb._utilities]\nignore_errors = true\n`,
        "Pulumi.yaml": `name: fine-tuning\nruntime: { name: python, options: { virtualenv: "${pythonEnvironment}" } }\n`,
      });
      await run(python, ["-m", "mypy", "__main__.py"], { cwd: folder });
      const wrong = programs.python!.replace("secret_name", "secret_nam");
      fs.writeFileSync(path.join(folder, "wrong.py"), wrong);
      await expect(run(python, ["-m", "mypy", "wrong.py"], { cwd: folder })).rejects.toMatchObject({
        stdout: expect.stringContaining('has no attribute "secret_nam"') as string,
      });
      // The SDK reads its version from what pip installs.
      const pip = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-build-isolation",
        "--target",
        folder,
        sdk,
      ];
      await run(python, pip, { cwd: folder });
      await deploy(folder, "python");
      // A new integration with a plain key, which the SDK marks as secret: no file of the state has it.
      const plain = programs
        .python!.replace("import pulumi\n", "import os\n\nimport pulumi\n")
        .replace('pulumi.Config().require_secret("wandbApiKey")', 'os.environ["PLAIN_KEY"]')
        .replace('"wandb",', '"plain",');
      expect(plain).toContain("PLAIN_KEY");
      fs.writeFileSync(path.join(folder, "__main__.py"), plain);
      await installed.pulumi("up", "--yes", "--skip-preview", "--stack", "python");
      expectNoKeyInState();
    },
  );

  test("has an SDK for .NET with every argument, every output and the names of the registry's program", async () => {
    const sdk = await installed.generateSdk("dotnet");
    const code = textBelow(sdk, ".cs");
    for (const name of [...Object.keys(inputProperties), ...Object.keys(properties)]) {
      expect(code).toMatch(new RegExp(`public \\S+ ${pascal(name)}\\b`));
    }
    const names = programs.csharp!.match(/\b[A-Z]\w+(?= \{| = |\(|;)/g)!;
    expect(names.length).toBeGreaterThan(8);
    for (const [, namespace] of programs.csharp!.matchAll(/^using (AzureOpenAIWandb\S+);/gm)) {
      expect(code).toContain(`namespace ${namespace}\n`);
    }
    for (const name of names.filter(
      (one) => !/^(Config|RequireSecret|RunAsync|Dictionary|Pulumi|Generic)$/.test(one),
    )) {
      expect([name, new RegExp(`\\b${name}\\b`).test(code)]).toEqual([name, true]);
    }
    // The generator writes texts of the schema to XML as they are.
    const project = fs.readFileSync(path.join(sdk, "AzureOpenAIWandb.Component.csproj"), "utf8");
    expect(project).not.toMatch(/&(?!\w+;)/);
    // It downloads the logo, which the tag has.
    expect(fs.readFileSync(path.join(sdk, "logo.png"), "utf8")).toBe(
      fs.readFileSync(path.join(root, "components/logo.svg"), "utf8"),
    );
    expect(installed.requests.some((url) => schema.logoUrl === `https://${url}`)).toBe(true);
  });

  testWithJava(
    "has an SDK for Java with every output and the packages of the registry's program",
    async () => {
      const code = textBelow(await installed.generateSdk("java"), ".java");
      for (const name of Object.keys(properties)) {
        expect(code).toMatch(new RegExp(`public Output<.+> ${name}\\(\\)`));
      }
      for (const [, name] of programs.java!.matchAll(/^import (io\.github\..+)\.\w+;/gm)) {
        expect(code).toContain(`package ${name};`);
      }
    },
  );

  test("is started from npm's tarball too, with the production dependencies alone", async () => {
    const folder = installed.write("packed", { placeholder: "" }, true);
    await run("tar", ["-xzf", (await packPackages(["components"], folder))[0]!, "-C", folder]);
    const program = programs.yaml!.replace(/azure-openai-wandb: github\S+/, "azure-openai-wandb: ../package");
    await deploy(installed.write("packed/program", { "Pulumi.yaml": program }, true), "packed");
  });
});
