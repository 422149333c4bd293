/** Runs documented commands as they are written, on a project's local Azure. */
import * as fs from "node:fs";
import * as path from "node:path";
import { canonical, linesOfSection } from "./documentedCommands";
import { documentedCommandTable, documentedSections } from "./documentedCommandTable";
import type { Scenario } from "./documentedCommandTable";
import { root } from "./stackProject";
import type { Finished, StackProject } from "./stackProject";

/** What a command receives besides its text. */
export interface RunOptions {
  /** Texts that stand for a value, each with the value. */
  values?: Record<string, string>;
  /** What is added to the command, such as an interval that is too long for a test. */
  append?: string;
  /** What is typed at its prompt. */
  input?: string;
  environment?: Record<string, string>;
}

export class DocumentedScenario {
  private readonly notYetRun: Set<string>;

  constructor(
    private readonly project: StackProject,
    private readonly scenario: Scenario,
  ) {
    const commands = Object.entries(documentedCommandTable).filter(
      ([, coverage]) => "scenario" in coverage && coverage.scenario === scenario,
    );
    const sections = Object.entries(documentedSections).filter(([, by]) => by === scenario);
    this.notYetRun = new Set([...commands, ...sections].map(([name]) => name));
  }

  /** Commands and sections of this scenario that it has not run. */
  get missing(): string[] {
    return [...this.notYetRun];
  }

  /** Runs a command of the table. @throws Error where it fails. */
  async run(command: string, options: RunOptions = {}): Promise<Finished> {
    const finished = await this.tryRun(command, options);
    if (finished.code !== 0) {
      throw new Error(`${command} ended with ${finished.code}:\n${finished.stdout}\n${finished.stderr}`);
    }
    return finished;
  }

  /** Runs a command of the table that may fail. */
  tryRun(command: string, { append = "", ...options }: RunOptions = {}): Promise<Finished> {
    if (!(command in documentedCommandTable)) {
      throw new Error(`${command} is not in the table of documented commands.`);
    }
    this.notYetRun.delete(command);
    return this.shell(`${command} ${append}`, options);
  }

  /** Runs the lines of a section as one script, without those that the table of commands has. @throws Error where a line fails. */
  async section(place: string, options: RunOptions = {}): Promise<Finished> {
    if (documentedSections[place] !== this.scenario) {
      throw new Error(`The table of sections does not assign ${place} to ${this.scenario}.`);
    }
    const lines = linesOfSection(place).filter((line) => !leftOut(line));
    [place, ...lines.map(canonical)].forEach((name) => this.notYetRun.delete(name));
    const finished = await this.shell(lines.join("\n"), options);
    if (finished.code !== 0) {
      throw new Error(`${place} ended with ${finished.code}:\n${finished.stdout}\n${finished.stderr}`);
    }
    return finished;
  }

  private shell(
    script: string,
    { values = {}, input, environment }: Omit<RunOptions, "append">,
  ): Promise<Finished> {
    const replaced = Object.entries(values).reduce(
      (text, [placeholder, value]) => text.replaceAll(placeholder, () => value),
      // The launcher of npm downloads a CLI where there is another one on PATH.
      script.replaceAll(/\bnpx pulumi\b/g, "pulumi"),
    );
    return this.project.run("sh", ["-exc", replaced], input, {
      PULUMI_SKIP_CONFIRMATIONS: "true",
      ...environment,
    });
  }
}

/** Lines of a section that it does not run: no test does, or another one. */
function leftOut(line: string): boolean {
  const coverage = documentedCommandTable[canonical(line)];
  return coverage !== undefined && !("scenario" in coverage);
}

/** Copies what `npm run` needs besides the program, so that its commands run in the project's folder as they are written. */
export function addRepository(project: StackProject): void {
  const program = path.join(project.directory, "program");
  for (const name of ["cli", "local", "examples", "package-lock.json"]) {
    fs.cpSync(path.join(root, name), path.join(program, name), {
      recursive: true,
      filter: (source) => path.basename(source) !== "node_modules",
    });
  }
  for (const name of ["cli", "local", "components"]) {
    const packages = path.join(root, name, "node_modules");
    if (fs.existsSync(packages)) {
      fs.symlinkSync(packages, path.join(program, name, "node_modules"));
    }
  }
}
