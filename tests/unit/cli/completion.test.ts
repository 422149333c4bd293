/** Completion in shells: its candidates, and the scripts in the shells that are installed. */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import type { Command } from "commander";
import { createProgram } from "../../../cli/commandLine/program";
import { candidatesOf } from "../../../cli/completion/candidates";
import { completionScripts } from "../../../cli/completion/scripts";

jest.setTimeout(120_000);

const root = path.join(__dirname, "../../..");
const program = createProgram(false);
const texts = (...words: string[]) => candidatesOf(program, words).map(({ text }) => text);

test.each<[string, string[], string[]]>([
  ["a command", ["doc"], ["doctor"]],
  ["a command of a command", ["finetune", "at"], ["attach"]],
  ["an alias's options", ["integrate", "--op"], ["--open"]],
  ["an option", ["doctor", "--st"], ["--stack"]],
  ["an option after an option with a value", ["doctor", "--stack", "dev", "--mod"], ["--model"]],
  ["an option of the command above", ["finetune", "attach", "ftjob-1", "--sta"], ["--stack"]],
  ["an option after a value that is a command's name", ["finetune", "--suffix", "attach", "--aft"], []],
  ["a value", ["finetune", "--method", "d"], ["dpo"]],
  ["a value after =", ["finetune", "--method=d"], ["--method=dpo"]],
  ["a value after = as Bash passes it", ["finetune", "--method", "=", "d"], ["dpo"]],
  ["an empty value after = as Bash passes it", ["finetune", "--tier", "="], texts("finetune", "--tier", "")],
  ["a word as PowerShell passes it", ["=doc"], ["doctor"]],
  ["a shell", ["completion", "po"], ["powershell"]],
  ["nothing where a file is expected", ["validate", "tr"], []],
  ["nothing where a value of its own is expected", ["doctor", "--stack", ""], []],
])("completes %s", (_what, words, expected) => {
  expect(texts(...words)).toEqual(expected);
});

/** Every command with the words that lead to it. */
const commandsBelow = (command: Command, words: string[] = []): [string[], Command][] => [
  [words, command],
  ...command
    .createHelp()
    .visibleCommands(command)
    .filter((one) => one.name() !== "help")
    .flatMap((one) => commandsBelow(one, [...words, one.name()])),
];

test("completes every command and every option of the help texts, each once", () => {
  const commands = commandsBelow(program);
  expect(commands.length).toBeGreaterThan(20);
  for (const [words, command] of commands) {
    const help = command.createHelp();
    const options = texts(...words, "-");
    expect(options).toEqual(expect.arrayContaining(help.visibleOptions(command).map(({ long }) => long)));
    expect(new Set(options).size).toBe(options.length);
    expect(texts(...words, "")).toEqual(
      expect.arrayContaining(help.visibleCommands(command).map((one) => one.name())),
    );
    expect(texts(...words, "")).not.toContain("complete");
  }
});

describe("the script", () => {
  let directory: string;
  let environment: NodeJS.ProcessEnv;

  beforeAll(() => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "completion-test-"));
    fs.symlinkSync(
      path.join(root, "cli/bin/azure-openai-wandb.js"),
      path.join(directory, "azure-openai-wandb"),
    );
    environment = { ...process.env, PATH: `${directory}${path.delimiter}${process.env.PATH}` };
  });
  afterAll(() => fs.rmSync(directory, { recursive: true, force: true }));

  const isInstalled = (shell: string) => spawnSync(shell, ["-c", "exit 0"]).status === 0;
  const testIn = (shell: string) => (isInstalled(shell) ? test : test.skip);
  const run = (shell: string, script: string) =>
    execFileSync(shell, ["-c", script], { env: environment, encoding: "utf8" }).trim().split("\n");

  testIn("bash")("completes in Bash, and leaves file names to it", () => {
    const script = (...words: string[]) =>
      `eval "$(azure-openai-wandb completion bash)"
       COMP_WORDS=(azure-openai-wandb ${words.join(" ")}); COMP_CWORD=${words.length}
       _azure_openai_wandb; printf '%s\\n' "\${COMPREPLY[@]}"; complete -p azure-openai-wandb`;
    const [first, ...rest] = run("bash", script("finetune", "--meth"));
    expect(first).toBe("--method");
    expect(rest).toEqual(["complete -o default -F _azure_openai_wandb azure-openai-wandb"]);
    expect(run("bash", script("finetune", "--method", "''")).slice(0, -1)).toEqual([
      "supervised",
      "dpo",
      "reinforcement",
    ]);
  });

  testIn("zsh")("completes in Zsh", () => {
    const script = `compdef() { :; }; compadd() { shift 3; print -l -- "\${(P)2}"; }; _files() { print files; }
       eval "$(azure-openai-wandb completion zsh)"
       complete_words() { words=(azure-openai-wandb "$@"); CURRENT=$#words; _azure_openai_wandb; }
       complete_words finetune --meth; complete_words validate tr`;
    expect(run("zsh", script)).toEqual(["--method", "files"]);
  });

  testIn("fish")("completes in Fish", () => {
    const script = `azure-openai-wandb completion fish | source; complete -C "azure-openai-wandb finetune --meth"`;
    expect(run("fish", script)).toEqual([expect.stringMatching(/^--method\tmethod: /)]);
  });

  test("of each shell is printed, and another shell is refused", () => {
    for (const [shell, script] of Object.entries(completionScripts)) {
      const printed = spawnSync("azure-openai-wandb", ["completion", shell], {
        env: environment,
        encoding: "utf8",
      });
      expect(printed.stdout).toBe(`${script}\n`);
    }
    const refused = spawnSync("azure-openai-wandb", ["completion", "tcsh"], {
      env: environment,
      encoding: "utf8",
    });
    expect(refused).toMatchObject({ status: 2, stdout: "" });
    expect(refused.stderr).toContain("bash, zsh, fish, powershell");
  });
});
