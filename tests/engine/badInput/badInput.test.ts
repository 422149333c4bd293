/** Every wrong input of the tables: in the configuration of the real engine, and on the command lines of the CLI and `npm run local --`. */
import * as fs from "node:fs";
import * as path from "node:path";
import { cli } from "../../support/cli";
import { root, StackProject } from "../../support/stackProject";
import type { Finished } from "../../support/stackProject";
import { fill } from "./commandLine";
import type { Placeholders, WrongCommandLine } from "./commandLine";
import { wrongCommandLines } from "./commandLines";
import { Unquoted, wrongConfigurations, wrongTypes } from "./configurations";
import type { WrongConfiguration } from "./configurations";
import { wrongTrainingFiles } from "./trainingFiles";

jest.setTimeout(600_000);

/** What no message may contain. */
const nonsense = /\n\s+at .*:\d+|\bundefined\b|\[object \w+\]|\bNaN\b/;

/** Requests that changed something at Azure or at W&B. Tokens, and W&B's queries, are POST requests too. */
async function changes({ azure }: StackProject): Promise<string[]> {
  const { requests } = (await azure.control("GET", "/_local/requests")).body as {
    requests: { service: string; method: string; url: string; status: number }[];
  };
  return requests
    .filter(({ service, method }) => !["control", "entra", "graph"].includes(service) && method !== "GET")
    .filter(({ status, url }) => status < 400 && !url.endsWith("/graphql"))
    .map(({ method, url, status }) => `${method} ${url} ${status}`);
}

/** Runs something for each row, three at a time. */
async function runAll<Row>(rows: readonly Row[], run: (row: Row) => Promise<Finished>) {
  const finished = new Map<Row, Finished>();
  const left = [...rows];
  const worker = async () => {
    for (let row = left.shift(); row !== undefined; row = left.shift()) {
      finished.set(row, await run(row));
    }
  };
  await Promise.all([worker(), worker(), worker()]);
  return finished;
}

/** Groups rows that can be wrong together: no two of a group have a setting or option in common. */
function grouped<Row>(rows: readonly Row[], namesOf: (row: Row) => string[]): Row[][] {
  const groups: { rows: Row[]; names: Set<string> }[] = [];
  for (const row of rows) {
    const names = namesOf(row);
    let group = groups.find((candidate) => names.every((name) => !candidate.names.has(name)));
    if (!group) {
      groups.push((group = { rows: [], names: new Set() }));
    }
    group.rows.push(row);
    names.forEach((name) => group.names.add(name));
  }
  return groups.map((group) => group.rows);
}

describe("a wrong configuration", () => {
  let project: StackProject;
  /** The stack's file before its settings, and the settings' own keys, encrypted. */
  let head: string;
  const encrypted = new Map<string, string>();
  const groups = grouped(wrongConfigurations, ({ settings, without = [] }) => [
    ...Object.keys(settings),
    ...without,
  ]);
  const answers = new Map<
    WrongConfiguration,
    Finished & { group: WrongConfiguration[]; changed: string[] }
  >();

  function toYaml(name: string, value: unknown): string {
    if (name === "wandbApiKey" && typeof value === "string") {
      return `{ secure: ${encrypted.get(value)} }`;
    }
    return value instanceof Unquoted ? value.yaml : JSON.stringify(value);
  }

  /** Writes the stack's file, as a user who does not use `pulumi config set`. */
  function configure(rows: readonly WrongConfiguration[]): void {
    const settings: Record<string, unknown> = Object.assign({}, ...rows.map((row) => row.settings));
    const lines = Object.entries(settings).map(
      ([name, value]) => `  azure-openai-wandb:${name}: ${toYaml(name, value)}\n`,
    );
    const isKeySet =
      "wandbApiKey" in settings || rows.some(({ without }) => without?.includes("wandbApiKey"));
    const rightKey = isKeySet ? "" : `  azure-openai-wandb:wandbApiKey: { secure: ${encrypted.get("")} }\n`;
    project.write("Pulumi.test.yaml", `${head}config:\n${rightKey}${lines.join("")}`);
  }

  async function run(group: WrongConfiguration[], ...command: string[]): Promise<void> {
    configure(group);
    await project.azure.control("DELETE", "/_local/requests");
    const finished = await project.tryPulumi(...command);
    const changed = await changes(project);
    group.forEach((row) => answers.set(row, { ...finished, group, changed }));
  }

  beforeAll(async () => {
    project = await StackProject.create();
    await project.init();
    const file = path.join(project.directory, "program/Pulumi.test.yaml");
    const keys = wrongConfigurations.flatMap(({ settings }) => (settings.wandbApiKey as string) ?? []);
    await project.pulumi(
      ...["config", "set-all"],
      ...keys.flatMap((key, index) => ["--secret", `wrong:key${index}=${key}`]),
    );
    const text = fs.readFileSync(file, "utf8");
    head = text.slice(0, text.indexOf("config:"));
    encrypted.set("", /wandbApiKey:\s+secure: (\S+)/.exec(text)![1]!);
    keys.forEach((key, index) =>
      encrypted.set(key, new RegExp(`wrong:key${index}:\\s+secure: (\\S+)`).exec(text)![1]!),
    );
    for (const group of groups) {
      await run(group, "up", "--yes", "--skip-preview");
    }
    for (const row of wrongTypes) {
      await run([row], "up", "--yes", "--skip-preview");
    }
  });
  afterAll(() => project?.close());

  /** Parses `  - SETTING reason`, for each wrong setting. */
  const blamedIn = (printed: string) =>
    [...printed.matchAll(/^ +- ([^\s:]+(?:: its (?:type|object id))?) .*$/gm)].map(([line, setting]) => ({
      line,
      setting: setting!,
    }));

  const expectNoChange = (
    row: WrongConfiguration,
    { code, stdout, stderr, changed }: Finished & { changed: string[] },
  ) => {
    const printed = stdout + stderr;
    expect(code).not.toBe(0);
    expect(printed).not.toMatch(nonsense);
    const { wandbApiKey } = row.settings;
    const key = wandbApiKey instanceof Unquoted ? wandbApiKey.yaml : wandbApiKey;
    if (typeof key === "string" && key.trim() !== "") {
      key.split("\n").forEach((part) => expect(printed).not.toContain(part.replace(/^"|"$/g, "")));
    }
    expect(changed).toEqual([]);
  };

  test.each(wrongConfigurations)("$what is reported by its setting, and nothing is created", (row) => {
    const answer = answers.get(row)!;
    const blamed = blamedIn(answer.stdout);
    expect(blamed.find(({ setting }) => setting === row.blamed)?.line).toContain(row.message);
    // Every mistake of the group once, and no other.
    expect(blamed.map(({ setting }) => setting).sort()).toEqual(
      answer.group.map((other) => other.blamed).sort(),
    );
    expect(answer.stdout).toMatch(/nothing was deployed/i);
    expectNoChange(row, answer);
  });

  test.each(wrongTypes)("$what is rejected by the engine, by its setting, and nothing is created", (row) => {
    const answer = answers.get(row)!;
    expect(answer.stderr).toContain(row.message);
    expect(
      [...answer.stderr.matchAll(/configuration (?:key|value) '(\w+)'/g)].map(([, name]) => name),
    ).toEqual([row.blamed]);
    expectNoChange(row, answer);
  });

  test("with many mistakes in one list has each reported by its index", async () => {
    const row: WrongConfiguration = {
      what: "many mistakes",
      settings: {
        fineTuningPrincipals: [
          ...["nobody@contoso.example", "ada@contoso.example", "ada@contoso.example", "User:not-a-guid"],
          ...["Robot:aaaaaaaa-0000-4000-8000-000000000001", "No Such Group"],
        ],
      },
      blamed: "",
      message: "",
    };
    await run([row], "preview");
    expect(
      blamedIn(answers.get(row)!.stdout)
        .map(({ setting }) => setting)
        .sort(),
    ).toEqual([
      "fineTuningPrincipals[0]",
      "fineTuningPrincipals[2]",
      "fineTuningPrincipals[3]: its object id",
      "fineTuningPrincipals[4]: its type",
      "fineTuningPrincipals[5]",
    ]);
  });

  test("is reported alike by a preview and by a deployment", async () => {
    const [group] = groups;
    const deployed = blamedIn(answers.get(group![0]!)!.stdout);
    await run(group!, "preview");
    expect(blamedIn(answers.get(group![0]!)!.stdout)).toEqual(deployed);
  });

  test("leaves a state without resources", async () => {
    const created = [...(await project.resources()).keys()].filter((name) => !name.startsWith("pulumi:"));
    expect(created).toEqual([]);
  });
});

describe("on a deployed stack", () => {
  let project: StackProject;
  let placeholders: Placeholders;
  let validated: Map<unknown, Finished>;
  const trained = new Map<unknown, Finished>();
  const ran = new Map<WrongCommandLine, Finished & { group: WrongCommandLine[] }>();
  const fileOf = (index: number) => path.join(project.directory, `wrong-${index}.jsonl`);

  beforeAll(async () => {
    project = await StackProject.create();
    const seed = await project.azure.control("GET", "/_local/seed");
    await project.init({ fineTuningPrincipals: [`ServicePrincipal:${seed.body.deployer.objectId}`] });
    await project.pulumi("stack", "init", "empty", "--no-select");
    await project.up();
    const badFile = path.join(project.directory, "bad.jsonl");
    fs.writeFileSync(
      badFile,
      fs.readFileSync(path.join(root, "examples/training.jsonl"), "utf8").replace("\n", "\noops\n"),
    );
    placeholders = {
      endpoint: (await project.outputs()).endpoint!,
      state: project.state,
      wrongFile: badFile,
    };
    wrongTrainingFiles.forEach(({ content, bytes }, index) => {
      fs.writeFileSync(fileOf(index), content);
      if (bytes) {
        // A sparse file: it needs no more space than its content.
        fs.truncateSync(fileOf(index), bytes);
      }
    });
    await project.azure.control("DELETE", "/_local/requests");
    const files = wrongTrainingFiles.map((_row, index) => fileOf(index));
    validated = await runAll(files, (file) => cli(project, ["validate", file]));
    // Two at a time, a training and a validation file; both are reported.
    const half = Math.ceil(files.length / 2);
    const pairs = files.slice(0, half).map((file, index) => [file, files.at(half + index)]);
    const answers = await runAll(pairs, ([file, other]) =>
      cli(project, [
        ...["finetune", file!, "--endpoint", placeholders.endpoint],
        ...(other ? ["--validation-file", other] : []),
      ]),
    );
    answers.forEach((answer, pair) => pair.forEach((file) => trained.set(file, answer)));
    const groups = [
      ...wrongCommandLines.filter(({ options }) => !options).map((row) => [row]),
      ...grouped(
        wrongCommandLines.filter(({ options }) => options),
        ({ options }) => options!.filter((arg) => arg.startsWith("--")),
      ),
    ];
    (await runAll(groups, run)).forEach((finished, group) =>
      group.forEach((row) => ran.set(row, { ...finished, group })),
    );
  });
  afterAll(() => project?.close());

  function run(group: WrongCommandLine[]): Promise<Finished> {
    const { args, environment, local } = group[0]!;
    const options = group.flatMap((row) => row.options ?? []);
    const filled = [...args, ...options].map((arg) => fill(arg, placeholders));
    const register = path.join(root, "local/register.js");
    return local
      ? project.run(
          process.execPath,
          ["-r", register, path.join(root, "local/run.ts"), ...filled],
          "",
          environment,
        )
      : cli(project, filled, environment);
  }

  describe("a wrong training file", () => {
    test.each(wrongTrainingFiles.map((row, index) => ({ ...row, index })))(
      "with $what is rejected with $blamed, before it is uploaded",
      ({ index, blamed, message }) => {
        const file = fileOf(index);
        const check = validated.get(file)!;
        expect(check.code).toBe(1);
        const problems = check.stdout.split("\n").filter((line) => line.startsWith("✖"));
        expect(problems).toEqual([expect.stringContaining(`✖ ${blamed} ${message}`)]);
        expect(check.stderr).toBe(`${file} is not valid: 1 problem.\n`);
        const training = trained.get(file)!;
        expect(training.code).toBe(2);
        const where = blamed === "the file" ? file : `${file}, ${blamed}`;
        const [heading, ...listed] = training.stderr.trimEnd().split("\n");
        expect(heading).toMatch(/^Invalid input: (1 problem|\d+ problems)\. Nothing was uploaded\.$/);
        expect(listed.filter((line) => line.includes(file))).toEqual([
          expect.stringContaining(`  ✖ ${where} ${message}`),
        ]);
        expect(check.stdout + check.stderr + training.stdout + training.stderr).not.toMatch(nonsense);
      },
    );
  });

  describe("a wrong command line", () => {
    /** Lines with problems, without headings and remedies. */
    const reasons = ({ stdout, stderr }: Finished) =>
      [...stderr.split("\n"), ...stdout.split("\n").filter((line) => line.startsWith("✖"))]
        .filter((line) => line !== "" && !/^ {2}(?!✖)/.test(line))
        .filter(
          (line) =>
            !/^(Invalid input: \d+ problem|1 check failed\.|Run with --help|\(Did you mean)/.test(line),
        );

    test.each(wrongCommandLines)("with $what names $blamed", (row) => {
      const finished = ran.get(row)!;
      const { code, stdout, stderr } = finished;
      expect(code).toBe(row.code ?? 2);
      const problems = row.blamed === "COMMAND" ? [stdout] : reasons(finished);
      expect(problems.filter((line) => line.includes(fill(row.blamed, placeholders)))).toHaveLength(1);
      // Every mistake of the group, and no other.
      expect(problems).toHaveLength(finished.group.length);
      expect(stdout + stderr).toContain(row.message);
      expect(stdout + stderr).not.toMatch(nonsense);
      for (const secret of [row.environment?.AZURE_OPENAI_API_KEY, "canary-password"]) {
        expect(secret !== undefined && (stdout + stderr).includes(secret)).toBe(false);
      }
    });
  });

  test("with --json, the error of a command line that cannot be parsed is JSON", async () => {
    const { code, stdout, stderr } = await cli(project, ["doctor", "--json", "--verbose"]);
    expect({ code, stdout, error: JSON.parse(stderr) as unknown }).toEqual({
      code: 2,
      stdout: "",
      error: { error: "unknown option '--verbose'" },
    });
  });

  test("the URL of OpenAI's own service in the environment is ignored", async () => {
    const environment = { OPENAI_BASE_URL: "https://api.openai.com/v1" };
    expect(
      await cli(project, ["finetune", "list", "--endpoint", placeholders.endpoint], environment),
    ).toMatchObject({
      code: 0,
      stdout: "There are no jobs.\n",
    });
  });

  test("none of them creates, changes or uploads anything, at Azure or at W&B", async () => {
    expect(await changes(project)).toEqual([]);
    const { stdout } = await project.pulumi("config", "get", "wandbApiKey");
    const { body } = await project.azure.wandb(
      stdout.trim(),
      '{ models(entityName: "contoso") { edges { node { name } } } }',
    );
    expect(body.data.models.edges).toEqual([]);
  });
});

test("the tables have at least 80 rows, no two alike", () => {
  const rows = [
    ...[...wrongConfigurations, ...wrongTypes].map(({ settings, without }) => [settings, without]),
    ...wrongTrainingFiles.map(({ content, bytes }) => [content.toString("base64"), bytes]),
    ...wrongCommandLines.map(({ args, options, environment, local }) => [
      [...args, ...(options ?? [])],
      environment,
      local,
    ]),
  ].map((row) => JSON.stringify(row));
  expect(rows.length).toBeGreaterThanOrEqual(80);
  expect(new Set(rows).size).toBe(rows.length);
  const titles = [...wrongConfigurations, ...wrongTypes].map(({ what }) => what);
  expect(new Set(titles).size).toBe(titles.length);
});
