/**
 * Workflows and other files that services read, checked by what others check them with: actionlint, zizmor and the published schemas. Each check
 * is also shown what it must find.
 */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { expandPipeline, schemaForm } from "./azurePipeline";

jest.setTimeout(120_000);

const root = path.join(__dirname, "../..");
const exampleFolder = "examples/pipelines/github-actions";
const azurePipeline = "examples/pipelines/azure-pipelines/azure-pipelines.yml";

const filesOf = (folder: string) =>
  fs
    .readdirSync(path.join(root, folder))
    .filter((name) => name.endsWith(".yml"))
    .map((name) => path.join(folder, name));

const workflows = [...filesOf(".github/workflows"), ...filesOf(exampleFolder)];
const issueForms = filesOf(".github/ISSUE_TEMPLATE").filter((file) => !file.endsWith("config.yml"));

/** What `tools.mjs` installed; absent where there is no Go or no Python. */
const installed = (name: string, pins: string, program: string) => {
  const digest = createHash("sha256").update(fs.readFileSync(path.join(__dirname, pins)));
  return path.join(root, ".local", `${name}-${digest.digest("hex").slice(0, 12)}`, program);
};
const schemaProgram = installed("workflows", "requirements.txt", "bin/check-jsonschema");

interface Check {
  name: string;
  program: string;
  args: readonly string[];
  files: readonly string[];
  /** Replaces a part of a file, and what the program then prints. */
  findings: readonly [file: string, part: string | RegExp, by: string, finding: string][];
}

const schemaCheck = (
  schema: string,
  files: readonly string[],
  findings: Check["findings"],
  ...args: string[]
): Check => ({
  name: `the schema ${schema}`,
  program: schemaProgram,
  args: ["--builtin-schema", `vendor.${schema}`, ...args],
  files,
  findings,
});

const release = ".github/workflows/release.yml";
const preview = ".github/workflows/preview.yml";
const deploy = `${exampleFolder}/deploy.yml`;

const checks: readonly Check[] = [
  {
    name: "actionlint",
    program: installed("actionlint", "go.mod", "actionlint"),
    // What a shell script may be is checked alike on every machine, whether it has shellcheck or not.
    args: ["-no-color", "-shellcheck=", "-pyflakes="],
    files: workflows,
    findings: [
      [release, "needs: build", "needs: built", 'needs job "built" which does not exist'],
      [
        release,
        "environment: npm",
        "environment: npm\n    env: { AT: '${{ runner.temp }}' }",
        'context "runner" is not',
      ],
      [preview, "vars.AZURE_TENANT_ID", "var.AZURE_TENANT_ID", 'undefined variable "var"'],
      [deploy, "matrix.stack", "matrix.stage", 'property "stage" is not defined'],
      [deploy, "timeout-minutes: 60", "timeout: 60", 'unexpected key "timeout"'],
    ],
  },
  {
    name: "zizmor",
    program: installed("workflows", "requirements.txt", "bin/zizmor"),
    args: [
      "--offline",
      "--no-progress",
      "--persona",
      "pedantic",
      "--config",
      path.join(root, ".github/zizmor.yml"),
    ],
    files: [...workflows, ".github/dependabot.yml"],
    findings: [
      [preview, /@[0-9a-f]{40} # v4\.3\.1/, "@v4", "unpinned-uses"],
      [preview, "with: { persist-credentials: false }", "", "artipacked"],
      [preview, "on: pull_request", "on: pull_request_target", "dangerous-triggers"],
      [preview, "permissions: {}\n", "", "excessive-permissions"],
      [release, ", package-manager-cache: false", "", "cache-poisoning"],
      [
        release,
        '"$GITHUB_REF_NAME" "$RUNNER_TEMP/release"',
        "'${{ github.ref_name }}' .",
        "template-injection",
      ],
      [
        deploy,
        'doctor --stack "$STACK"',
        "doctor --stack ${{ github.event.head_commit.message }}",
        "template-injection",
      ],
      [".github/dependabot.yml", /cooldown: .*/, "cooldown: { default-days: 1 }", "dependabot-cooldown"],
    ],
  },
  schemaCheck("github-workflows", workflows, [
    [preview, "runs-on:", "runs-at:", "runs-at"],
    [deploy, "timeout-minutes: 60", "timeout-minutes: an hour", "an hour"],
  ]),
  schemaCheck(
    "dependabot",
    [".github/dependabot.yml"],
    [[".github/dependabot.yml", "package-ecosystem: npm", "package-ecosystem: node", "node"]],
  ),
  schemaCheck("github-issue-forms", issueForms, [
    [".github/ISSUE_TEMPLATE/bug.yml", "type: textarea", "type: text", "text"],
    [".github/ISSUE_TEMPLATE/feature.yml", /^description: .*$/m, "", "description"],
  ]),
  schemaCheck(
    "github-issue-config",
    [".github/ISSUE_TEMPLATE/config.yml"],
    [[".github/ISSUE_TEMPLATE/config.yml", "about:", "text:", "text"]],
  ),
];

let copy: string;
beforeEach(() => {
  copy = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-workflows-"));
});
afterEach(() => {
  fs.rmSync(copy, { recursive: true, force: true });
});

/** Runs a check where only the given files are. @returns Its exit code and output. */
function run({ program, args }: Pick<Check, "program" | "args">, files: Readonly<Record<string, string>>) {
  for (const [file, text] of Object.entries(files)) {
    fs.mkdirSync(path.join(copy, path.dirname(file)), { recursive: true });
    fs.writeFileSync(path.join(copy, file), text);
  }
  const { status, stdout, stderr } = spawnSync(program, [...args, ...Object.keys(files)], {
    cwd: copy,
    encoding: "utf8",
  });
  return { code: status, output: stdout + stderr };
}

const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");

describe.each(checks)("$name", (check) => {
  const testWithProgram = fs.existsSync(check.program) ? test : test.skip;

  testWithProgram("finds nothing in the repository", () => {
    expect(check.files.length).toBeGreaterThan(0);
    const { code, output } = run(check, Object.fromEntries(check.files.map((file) => [file, read(file)])));
    expect(code === 0 ? "" : output).toBe("");
  });

  testWithProgram.each(check.findings)("finds in %s that %s became %s", (file, part, by, finding) => {
    const text = read(file).replace(part, by);
    expect(text).not.toBe(read(file));
    const { code, output } = run(check, { [file]: text });
    expect(output).toContain(finding);
    expect(code).not.toBe(0);
  });
});

describe("the example for Azure Pipelines", () => {
  const file = path.join(root, azurePipeline);
  const expanded = (reason: string) => expandPipeline(file, { "Build.Reason": reason });

  interface Step {
    task?: string;
    checkout?: string;
    persistCredentials?: string;
    inputs?: Record<string, string>;
    env?: Record<string, string>;
  }
  interface Stage {
    stage: string;
    condition?: string;
    jobs: { environment?: string; steps?: Step[]; strategy?: { runOnce: { deploy: { steps: Step[] } } } }[];
  }
  const stagesOf = (reason: string) => expanded(reason).stages as unknown as Stage[];
  const stepsOf = ({ jobs }: Stage) =>
    jobs.flatMap(({ steps, strategy }) => steps ?? strategy?.runOnce.deploy.steps ?? []);
  const tasksOf = (stage: Stage) => stepsOf(stage).filter(({ task }) => task === "AzureCLI@2");
  const scripts = (stage: Stage) => tasksOf(stage).map(({ inputs }) => inputs!.inlineScript!);

  const schema = {
    program: schemaProgram,
    args: ["--builtin-schema", "vendor.azure-pipelines", "--regex-variant", "python"],
  };
  const testWithSchema = fs.existsSync(schemaProgram) ? test : test.skip;

  testWithSchema.each(["PullRequest", "IndividualCI"])(
    "has the published schema, started by %s",
    (reason) => {
      const { code, output } = run(schema, { "pipeline.json": JSON.stringify(schemaForm(expanded(reason))) });
      expect(code === 0 ? "" : output).toBe("");
    },
  );

  testWithSchema.each([
    ["an unknown input of a task", /"scriptType":"bash"/g, '"scriptKind":"bash"'],
    ["an unknown key of a job", /"timeoutInMinutes"/g, '"timeout"'],
    ["a boolean that is none", /"addSpnToEnvironment":true/g, '"addSpnToEnvironment":"yes please"'],
  ])("breaks the schema with %s", (_what, part, by) => {
    const text = JSON.stringify(schemaForm(expanded("IndividualCI")));
    expect(text.replace(part, by)).not.toBe(text);
    expect(run(schema, { "pipeline.json": text.replace(part, by) }).code).not.toBe(0);
  });

  test("previews every stack in a pull request, with connections that deploy nothing", () => {
    const stages = stagesOf("PullRequest");
    expect(stages.map(({ stage }) => stage)).toEqual(["preview"]);
    const [stage] = stages as [Stage];
    expect(tasksOf(stage).map(({ inputs, env }) => [inputs!.azureSubscription, env!.STACK])).toEqual([
      ["preview-dev", "dev"],
      ["preview-test", "test"],
      ["preview-prod", "prod"],
    ]);
    expect(scripts(stage).filter((script) => !script.includes("npx pulumi preview --stack"))).toEqual([]);
    expect(scripts(stage).join("")).not.toMatch(/pulumi (up|destroy|refresh)/);
  });

  test("deploys the stacks of main in their order, each by its own environment and connection, and checks it", () => {
    const stages = stagesOf("IndividualCI");
    expect(stages.map(({ stage }) => stage)).toEqual(["deploy_dev", "deploy_test", "deploy_prod"]);
    for (const stage of stages) {
      const stack = stage.stage.replace("deploy_", "");
      expect(stage.condition).toBe(
        "and(succeeded(), eq(variables['Build.SourceBranch'], 'refs/heads/main'))",
      );
      expect(stage.jobs.map(({ environment }) => environment)).toEqual([`deploy-${stack}`]);
      expect(tasksOf(stage).map(({ inputs }) => inputs!.azureSubscription)).toEqual([
        `deploy-${stack}`,
        `deploy-${stack}`,
      ]);
      const [update, doctor] = scripts(stage);
      expect(update).toContain('npx pulumi up --stack "$STACK" --yes');
      expect(doctor).toContain('npx azure-openai-wandb doctor --stack "$STACK" --markdown');
      expect(doctor).toContain("##vso[task.uploadsummary]");
    }
  });

  test.each(["PullRequest", "IndividualCI"])(
    "signs in by federation, and stores no secret, started by %s",
    (reason) => {
      for (const stage of stagesOf(reason)) {
        const [first] = tasksOf(stage);
        expect(first!.inputs!.addSpnToEnvironment).toBe("true");
        expect(first!.inputs!.inlineScript).toContain('ARM_USE_OIDC=true ARM_OIDC_TOKEN="$idToken"');
        expect(stepsOf(stage).filter(({ checkout }) => checkout)).not.toEqual([]);
        expect(
          stepsOf(stage).filter(
            ({ checkout, persistCredentials }) => checkout && persistCredentials !== "false",
          ),
        ).toEqual([]);
      }
      expect(JSON.stringify(expanded(reason))).not.toMatch(
        /servicePrincipalKey|CLIENT_SECRET|PASSPHRASE|ACCESS_TOKEN/,
      );
    },
  );
});
