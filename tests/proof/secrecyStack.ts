/** Runs commands of the Pulumi CLI with options that may show the W&B API key, and finds every place at which they leave it. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { containsKey, filesUnder, filesWithKey, textOf, vaultsFile } from "../support/canarySecret";
import { root, StackProject } from "../support/stackProject";
import type { Finished } from "../support/stackProject";
import { commandsOf, deployments, documentedPlaces, namedFolder, places } from "./secrecyCases";
import type { Command, Place, SecrecyCase } from "./secrecyCases";
import type { CaseResult, CaseStack } from "./workers";

/** Where a command has left the key. */
export interface Finding {
  place: Place | "elsewhere";
  /** Lines with the key. */
  lines: string[];
  /** Name of the file, and its permissions in octal digits. */
  file?: string;
  mode?: string;
}

export interface SecrecyResult extends CaseResult {
  findings: Partial<Record<Command, Finding[]>>;
}

/** Lines in which the engine's log shows the properties of a resource: filteringHandler (sdk/go/common/util/logging/log.go) looks for secrets in texts alone. */
const engineLine =
  /^\{"time":"[^"]+","level":"INFO","msg":"(Marshaling property for RPC\[|Unmarshaling property for RPC\[|Planner decided )/;

/** Lines that the project contributes: those in a log of the engine that are not the engine's. */
export const foreignLines = (findings: readonly Finding[]): string[] =>
  findings.flatMap(({ place, lines }) => {
    const own: Partial<Record<Finding["place"], RegExp>> = { stderr: engineLine, temporaryLog: engineLine };
    const expected = own[place];
    return expected ? lines.filter((line) => !expected.test(line)) : [];
  });

const linesWithKey = (text: string): string[] => text.split("\n").filter(containsKey);

/** Files that a command may write, each kind in a folder of its own. */
class Folders {
  private readonly base = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-secrecy-"));
  readonly temporary = this.create("temporary");
  readonly home = this.create("home");
  readonly named = this.create("named");
  /** Found first on PATH: this version's language host, not the one beside a CLI that was built earlier. */
  readonly languageHost = this.create("language-host");

  constructor() {
    const host = path.join(this.languageHost, "pulumi-language-nodejs");
    fs.copyFileSync(path.join(root, "local/engine/languageHost/pulumi-language-nodejs.js"), host);
    fs.chmodSync(host, 0o755);
  }

  private create(name: string): string {
    const folder = path.join(this.base, name);
    fs.mkdirSync(folder);
    return folder;
  }

  remove(): void {
    fs.rmSync(this.base, { recursive: true, force: true });
  }
}

export class SecrecyStack implements CaseStack<SecrecyCase, SecrecyResult> {
  private constructor(readonly project: StackProject) {}

  static async create(settings: Record<string, string | string[]> = {}): Promise<SecrecyStack> {
    const project = await StackProject.create({ ownProcess: true });
    await project.init(settings);
    // What stack export, stack history and stack output have to tell.
    await project.up();
    return new SecrecyStack(project);
  }

  /** Runs the commands of a case. Its problems: a place that is not documented, or a documented one without the key. */
  async run(secrecyCase: SecrecyCase): Promise<SecrecyResult> {
    const findings: SecrecyResult["findings"] = {};
    const problems: string[] = [];
    const commands = commandsOf(secrecyCase);
    for (const command of commands) {
      if (command === "preview" && commands.includes("up") && !commands.includes("destroy")) {
        // In each case they create everything.
        await this.project.pulumi("destroy", "--yes", "--skip-preview");
      }
      const { finished, found } = await this.search(command, secrecyCase);
      findings[command] = found;
      problems.push(...this.problemsOf(secrecyCase, command, finished, found));
    }
    return { name: secrecyCase.name, findings, problems };
  }

  private problemsOf(
    secrecyCase: SecrecyCase,
    command: Command,
    { code, stdout, stderr }: Finished,
    found: readonly Finding[],
  ): string[] {
    const documented = documentedPlaces(secrecyCase, command);
    const foundPlaces = found.map(({ place }) => place);
    const name = (place: Place) => `${command}: ${places[place]}`;
    return [
      ...(code === 0 ? [] : [`${command} ended with ${code}: ${(stdout + stderr).slice(-500)}`]),
      ...found
        .filter(({ place }) => !(documented as string[]).includes(place))
        .map(({ place, file }) =>
          place === "elsewhere" ? `${command}: ${file}` : `${name(place)} is not documented`,
        ),
      ...documented
        .filter((place) => !foundPlaces.includes(place))
        .map((place) => `${name(place)} is documented and has no key`),
      ...foreignLines(found).map(
        (line) => `${command}: a line that is not the engine's: ${line.slice(0, 60)}…`,
      ),
    ];
  }

  /** Runs one command and finds the key in what it printed and wrote. */
  async search(
    command: Command,
    { args = [], environment = {} }: Pick<SecrecyCase, "args" | "environment">,
  ): Promise<{ finished: Finished; found: Finding[] }> {
    const folders = new Folders();
    try {
      const withFolder = (text: string) => text.replace(namedFolder, folders.named);
      const confirmation = command === "preview" || !isDeployment(command) ? [] : ["--yes", "--skip-preview"];
      const finished = await this.pulumi(
        [...command.split(" "), ...confirmation, ...args.map(withFolder)],
        folders,
        Object.fromEntries(Object.entries(environment).map(([name, value]) => [name, withFolder(value)])),
      );
      return { finished, found: await this.findings(finished, folders) };
    } finally {
      folders.remove();
    }
  }

  private pulumi(args: readonly string[], folders: Folders, environment: Record<string, string>) {
    return this.project.runUnchecked("pulumi", [...args, "--non-interactive"], undefined, {
      PATH: `${folders.languageHost}${path.delimiter}${this.project.environment.PATH}`,
      TMPDIR: folders.temporary,
      PULUMI_HOME: folders.home,
      ...environment,
    });
  }

  private async findings({ stdout, stderr }: Finished, folders: Folders): Promise<Finding[]> {
    const automaticLogs = filesUnder(folders.home).filter(isEncryptedLog);
    const found: Finding[] = [
      { place: "stdout", lines: linesWithKey(stdout) },
      { place: "stderr", lines: linesWithKey(stderr) },
      ...filesUnder(folders.temporary).map((file) => {
        const isLog = /^pulumi\.[^/]+\.log\.INFO\.[\d.-]+$/.test(path.basename(file));
        return ofFile(file, isLog ? "temporaryLog" : "elsewhere");
      }),
      ...filesUnder(folders.named).map((file) => ofFile(file, "namedFile")),
      // The automatic log is encrypted, or compressed alone where a command has no stack: then it must not have the key.
      ...filesUnder(folders.home).map((file) => ofFile(file, "elsewhere")),
      ...filesWithKey(this.project.directory)
        .filter((file) => !vaultsFile.test(file))
        .map((file) => ofFile(path.join(this.project.directory, file), "elsewhere")),
    ];
    for (const file of automaticLogs) {
      const decrypted = await this.pulumi(["logs", "decrypt", file], folders, {});
      found.push({ ...ofFile(file, "automaticLog"), lines: linesWithKey(decrypted.stdout) });
    }
    return found.filter(({ lines }) => lines.length > 0);
  }

  close(): Promise<void> {
    return this.project.close();
  }
}

const isDeployment = (command: Command): boolean => (deployments as readonly Command[]).includes(command);

const ofFile = (file: string, place: Finding["place"]): Finding => ({
  place,
  file,
  mode: (fs.statSync(file).mode & 0o777).toString(8).padStart(4, "0"),
  lines: linesWithKey(textOf(file)),
});

/** First bytes of an encrypted log (format.go in Pulumi's package for them). */
const encryptedLogMagic = "PLOG"; // cspell:disable-line

const isEncryptedLog = (file: string): boolean =>
  fs.readFileSync(file).subarray(0, encryptedLogMagic.length).toString("latin1") === encryptedLogMagic;
