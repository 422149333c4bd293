/** Runs the program of a consumer on the packed component. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";
import { StackProject } from "../support/stackProject";
import { consumerName, packageManagers } from "./consumerCases";
import type {
  CompiledConsumer,
  ConsumerCase,
  LoadedConsumer,
  PackageManager,
  PulumiConsumer,
  Resolution,
} from "./consumerCases";
import { installPackage, packComponent } from "./consumerInstalls";
import { ConsumerTools, nodeVersions } from "./consumerTools";
import type { NodeVersion } from "./consumerTools";
import { runBatches, shortened } from "./workers";
import type { CaseResult } from "./workers";

const run = promisify(execFile);

export interface ConsumerResult extends CaseResult {
  consumer: ConsumerCase;
  /** Versions of Node that npm does not have for this platform. */
  missing: NodeVersion[];
}

const program = `import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources/index.js";
import { PermissionModel, WandbIntegration } from "azure-openai-wandb";
import type { WandbIntegrationArgs } from "azure-openai-wandb";

const group = new ResourceGroup("teams", { location: "swedencentral" });
const args: WandbIntegrationArgs = {
  resourceGroupName: group.name,
  location: "swedencentral",
  wandbApiKey: pulumi.secret("0123456789012345678901234567890123456789"),
  access: { permissionModel: PermissionModel.AccessPolicy },
  secret: { secretName: "wandb-team" },
};
// @ts-expect-error -- the declarations are found: without them every argument would be accepted
export const wrong: WandbIntegrationArgs = { resourceGroup: "teams" };
const integration = new WandbIntegration("team", args);
`;

const mocked = `${program.replace(
  "const group",
  `void pulumi.runtime.setMocks({
  newResource: ({ name, inputs }) => ({
    id: name,
    state: { ...(inputs as object), name: (inputs as { secretName?: string }).secretName ?? name },
  }),
  call: ({ inputs }) => inputs as object,
});

const group`,
)}integration.secretName.apply((secretName) => console.log(secretName, "by", process.version));
`;

const previewed = `${program}export const { secretName } = integration;
export const node = process.version;
`;

const remote = `const pulumi = require("@pulumi/pulumi");
const args = {
  resourceGroupName: "rg-teams",
  location: "swedencentral",
  wandbApiKey: pulumi.secret("0123456789012345678901234567890123456789"),
  secret: { secretName: "wandb-team" },
  secretName: undefined,
};
class Remote extends pulumi.ComponentResource {
  constructor(name) {
    super("azure-openai-wandb:index:WandbIntegration", name, args, {}, true);
  }
}
exports.secretName = new Remote("team").secretName;
exports.node = process.version;
`;

/** Options of a strict consumer. */
export const compilerOptions = ({ module, moduleResolution }: Resolution) => ({
  target: "ES2022",
  module,
  moduleResolution,
  strict: true,
  noUncheckedIndexedAccess: true,
  exactOptionalPropertyTypes: true,
  skipLibCheck: true,
  types: ["node"],
  outDir: "dist",
});

export const nodenext = { module: "nodenext", moduleResolution: "nodenext" } as Resolution;

/** Folders in which the packed component is installed, one for each package manager, and what runs programs there. */
export class ConsumerMatrix {
  private count = 0;

  private constructor(
    readonly directory: string,
    readonly tarball: string,
    readonly tools: ConsumerTools,
  ) {}

  static async create(managers: readonly PackageManager[]): Promise<ConsumerMatrix> {
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-consumers-"));
    const matrix = new ConsumerMatrix(
      directory,
      await packComponent(directory),
      await ConsumerTools.install(),
    );
    for (const manager of managers) {
      await installPackage(manager, matrix.folder(manager), matrix.tarball, matrix.tools);
    }
    return matrix;
  }

  folder(manager: PackageManager): string {
    return path.join(this.directory, manager);
  }

  async run(consumer: ConsumerCase): Promise<ConsumerResult> {
    const versions = consumer.kind === "compiled" ? nodeVersions : [consumer.node];
    const missing = versions.filter((version) => !this.tools.node(version));
    const problems: string[] = [];
    try {
      if (consumer.kind === "compiled") {
        await this.compile(consumer);
      } else if (missing.length === 0) {
        await (consumer.kind === "loaded" ? this.load(consumer) : this.preview(consumer));
      }
    } catch (error) {
      const { stdout = "", stderr = "", message } = error as Error & { stdout?: string; stderr?: string };
      problems.push(shortened(stdout + stderr || message));
    }
    return { name: consumerName(consumer), consumer, missing, problems };
  }

  close(): void {
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
  }

  /** The installed package. pnpm's folder is a link; Pulumi's language host starts Node in it, where it is resolved. */
  private installed(manager: PackageManager): string {
    return fs.realpathSync(path.join(this.folder(manager), "node_modules/azure-openai-wandb"));
  }

  /** Writes a program in a folder of its own, below the one with the package. */
  private write({ packageManager, packageType }: ConsumerCase, files: Record<string, string>): string {
    const folder = path.join(this.folder(packageManager), `program-${this.count++}`);
    fs.mkdirSync(folder);
    const description = { name: "consumer", private: true, type: packageType };
    fs.writeFileSync(path.join(folder, "package.json"), JSON.stringify(description));
    for (const [name, text] of Object.entries(files)) {
      fs.writeFileSync(path.join(folder, name), text);
    }
    return folder;
  }

  private async compile(consumer: CompiledConsumer): Promise<void> {
    const { typescript, resolution } = consumer;
    // TypeScript 6 still has the resolution `node`, for those who ask for it.
    const isDeprecated = typescript.startsWith("6.") && resolution.moduleResolution === "node";
    const options = {
      ...compilerOptions(resolution),
      ...(isDeprecated ? { ignoreDeprecations: "6.0" } : {}),
    };
    const folder = this.write(consumer, {
      "index.ts": mocked,
      "tsconfig.json": JSON.stringify({ compilerOptions: options, files: ["index.ts"] }),
    });
    await run(process.execPath, [path.join(this.tools.typescript(typescript), "bin/tsc")], { cwd: folder });
    for (const version of nodeVersions) {
      await this.runMocked(version, ["dist/index.js"], folder);
    }
  }

  private async load(consumer: LoadedConsumer): Promise<void> {
    const { loader, node, packageType } = consumer;
    const folder = this.write(consumer, {
      "index.ts": mocked,
      "tsconfig.json": JSON.stringify({ compilerOptions: compilerOptions(nodenext), files: ["index.ts"] }),
    });
    const loaders: Record<LoadedConsumer["loader"], string[]> = {
      node: [],
      "ts-node":
        packageType === "commonjs" ? [this.tools.file("ts-node")] : ["--import", this.tsNodeRegistration()],
      tsx: [this.tools.file("tsx")],
    };
    await this.runMocked(node, [...loaders[loader], "index.ts"], folder);
  }

  /** ts-node's own `--esm` starts no later Node than 18 with its loader. */
  private tsNodeRegistration(): string {
    const loader = JSON.stringify(pathToFileURL(this.tools.file("ts-node/esm")).href);
    return `data:text/javascript,import { register } from "node:module"; register(${loader});`;
  }

  private async runMocked(version: NodeVersion, args: string[], folder: string): Promise<void> {
    const node = this.tools.node(version);
    if (!node) {
      return;
    }
    const { stdout } = await run(node, args, {
      cwd: folder,
      // ts-node alone reads them. What it checks, the compiled programs check.
      env: {
        ...process.env,
        TS_NODE_COMPILER: this.tools.typescript("5.9.3"),
        TS_NODE_TRANSPILE_ONLY: "true",
      },
    });
    expectText(stdout, `wandb-team by v${version}`);
  }

  /**
   * Previews a program by the real engine, which runs it by Pulumi's own runner and type check.
   * @param plugin What Pulumi starts for a remote component.
   */
  async preview(consumer: PulumiConsumer, plugin = this.installed(consumer.packageManager)): Promise<void> {
    const { kind, node } = consumer;
    const files: Record<string, string> =
      kind === "program"
        ? { "Pulumi.yaml": "name: consumer\nruntime: nodejs\n", "index.ts": previewed }
        : {
            "Pulumi.yaml": `name: consumer
runtime: nodejs
plugins: { providers: [{ name: azure-openai-wandb, path: ${plugin} }] }
`,
            "index.js": remote,
          };
    const project = await StackProject.create({ bare: true });
    try {
      project.workIn(this.write(consumer, files));
      const executable = this.tools.node(node);
      const { PATH = "" } = project.environment;
      const environment = executable
        ? { PATH: [path.dirname(executable), PATH].join(path.delimiter) }
        : undefined;
      await project.pulumi("stack", "init", "test");
      const args = ["preview", "--non-interactive", "--diff"];
      const { code, stdout, stderr } = await project.run("pulumi", args, undefined, environment);
      if (code !== 0) {
        throw new Error(stdout + stderr);
      }
      expectText(stdout, "azure-native:keyvault:Secret");
      if (executable) {
        expectText(stdout, `node      : "v${node}"`);
      }
    } finally {
      await project.close();
    }
  }
}

function expectText(printed: string, expected: string): void {
  if (!printed.includes(expected)) {
    throw new Error(`printed no ${JSON.stringify(expected)}: ${printed}`);
  }
}

/** Runs cases, several at once. */
export async function runConsumers(
  cases: readonly ConsumerCase[],
  workers: number,
  progress?: (result: ConsumerResult) => void,
): Promise<ConsumerResult[]> {
  const used = packageManagers.filter((manager) => cases.some((one) => one.packageManager === manager));
  const matrix = await ConsumerMatrix.create(used);
  try {
    return await runBatches(
      cases.map((consumer) => [consumer]),
      workers,
      {
        create: async () => ({ run: (consumer) => matrix.run(consumer), close: async () => {} }),
        notRun: (consumer, error) => ({
          name: consumerName(consumer),
          consumer,
          missing: [],
          problems: [shortened(error.message)],
        }),
        progress,
      },
    );
  } finally {
    matrix.close();
  }
}
