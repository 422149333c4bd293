/** The component as Pulumi installs it from a tag of the Git repository, and programs of several languages that use it. */
import { execFile } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { promisify } from "node:util";
import { homepage, version } from "../../components/package.json";
import { readyFile, toolFolder } from "../engine/languages/toolFolders";
import { PublishedRepository } from "./publishedRepository";
import { root, StackProject, testKey } from "./stackProject";

const run = promisify(execFile);

/** What `pulumi package add` is given, as the documents have it. */
export const packageSource = `${homepage.replace("https://", "")}/components@v${version}`;

/** A group of the local Azure's directory, in the place of the one in the documents. */
const group = "9e0e0000-0000-4000-8000-0000000000c1";

export const hasLanguageHosts = fs.existsSync(readyFile("sdk-languages"));
export const hasPython = fs.existsSync(readyFile("sdk-python"));
export const pythonEnvironment = toolFolder("sdk-python");

export class PackageFromGit {
  private constructor(
    readonly project: StackProject,
    private readonly published: PublishedRepository,
    /** Contains Pulumi's folder of plugins and the programs. */
    private readonly directory: string,
    private readonly variables: Record<string, string>,
  ) {}

  /** @param hosts Folders with language hosts that Pulumi finds before its own. */
  static async create(hosts: readonly string[]): Promise<PackageFromGit> {
    const project = await StackProject.create({ bare: true });
    const { environment } = project;
    const published = await PublishedRepository.publish(environment.SSL_CERT_FILE!, environment.HTTPS_PROXY!);
    const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-package-"));
    const variables = {
      ...published.environment,
      PATH: [...hosts, environment.PATH].join(path.delimiter),
      PULUMI_HOME: path.join(directory, "home"),
      // For programs that pass the key as a plain string.
      PLAIN_KEY: testKey,
      ...(await npmVariables()),
    };
    const resourceGroup = `${project.azure.subscription}/resourceGroups/rg-ml?api-version=2024-03-01`;
    await project.azure.arm("PUT", resourceGroup, { location: "swedencentral" });
    return new PackageFromGit(project, published, directory, variables);
  }

  /** The folder in which Pulumi has unpacked the repository. The package is in its folder `components`. */
  get plugin(): string {
    const plugins = path.join(this.variables.PULUMI_HOME!, "plugins");
    const name = fs.readdirSync(plugins).find((entry) => entry.endsWith(`components-v${version}`));
    return path.join(plugins, name!);
  }

  /** What was requested of GitHub's hosts. */
  get requests(): readonly string[] {
    return this.published.requests;
  }

  /**
   * Writes a program, in which further commands run.
   * @param inPackage Whether it is below the installed package, whose dependencies it finds; it has none of its own.
   */
  write(name: string, files: Record<string, string>, inPackage = false): string {
    const folder = path.join(inPackage ? path.join(this.plugin, "components") : this.directory, name);
    for (const [file, text] of Object.entries(files)) {
      fs.mkdirSync(path.dirname(path.join(folder, file)), { recursive: true });
      fs.writeFileSync(path.join(folder, file), text);
    }
    this.project.workIn(folder);
    return folder;
  }

  /** Runs the Pulumi CLI. @throws Error where it fails. @returns What it prints. */
  async pulumi(...args: string[]): Promise<string> {
    const { code, stdout, stderr } = await this.project.run(
      "pulumi",
      [...args, "--non-interactive"],
      undefined,
      this.variables,
    );
    if (code !== 0) {
      throw new Error(`pulumi ${args.join(" ")} ended with ${code}:\n${stdout}\n${stderr}`);
    }
    return stdout;
  }

  /** Creates the stack of the program, with the W&B API key. */
  async initStack(name: string): Promise<void> {
    await this.pulumi("stack", "init", name);
    const args = ["config", "set", "--secret", "--stack", name, "wandbApiKey"];
    await this.project.run("pulumi", args, testKey, this.variables);
  }

  /** Generates the SDK of a language. @returns Its folder. */
  async generateSdk(language: string): Promise<string> {
    const sdks = path.join(this.directory, "sdks");
    fs.mkdirSync(sdks, { recursive: true });
    this.project.workIn(sdks);
    await this.pulumi("package", "gen-sdk", packageSource, "--language", language, "--out", sdks);
    return path.join(sdks, language);
  }

  async close(): Promise<void> {
    this.published.close();
    fs.rmSync(this.directory, { recursive: true, force: true, maxRetries: 5 });
    await this.project.close();
  }
}

/** npm reaches its registry as it does outside the local Azure. */
async function npmVariables(): Promise<Record<string, string>> {
  const { stdout } = await run("npm", ["config", "get", "registry"], { cwd: root });
  return {
    npm_config_noproxy: new URL(stdout.trim()).hostname,
    npm_config_prefer_offline: "true",
    npm_config_audit: "false",
    npm_config_fund: "false",
  };
}

/** Programs of the page for Pulumi's registry, by the language of their blocks, with a group that exists. */
export function documentedPrograms(): Record<string, string> {
  const page = fs.readFileSync(path.join(root, "docs/_index.md"), "utf8");
  const blocks = [...page.matchAll(/^```(\w+)\n(.*?)^```$/gms)].filter(([, language]) => language !== "bash");
  return Object.fromEntries(
    blocks.map(([, language = "", text = ""]) => [
      language,
      text.replace("00000000-0000-0000-0000-000000000000", group),
    ]),
  );
}
