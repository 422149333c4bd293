/** The scripts of workflows and pipelines, run by bash as their services run them, with programs in place of gh, npx and az. */
import { spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { parse } from "yaml";
import { expandPipeline } from "./azurePipeline";

const root = path.join(__dirname, "../..");

interface Step {
  name?: string;
  run?: string;
  displayName?: string;
  inputs?: Record<string, string>;
}

const stepsOf = (file: string) =>
  Object.values(
    (parse(fs.readFileSync(path.join(root, file), "utf8")) as { jobs: Record<string, { steps: Step[] }> })
      .jobs,
  ).flatMap(({ steps }) => steps);

const scriptOf = (file: string, part: string) => {
  const found = stepsOf(file).filter(({ name, run }) => name === part || run?.includes(part));
  expect(found).toHaveLength(1);
  return found[0]!.run!;
};

let folder: string;
beforeEach(() => {
  folder = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-scripts-"));
});
afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

/** Writes a program that records its arguments and variables in `calls`, prints a text and ends with a code. */
function program(name: string, { prints = "", code = 0 } = {}) {
  const file = path.join(folder, "programs", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  const record = `{ echo "${name} $*"; env | grep '^ARM_' | sort; } >> "${folder}/calls"`;
  fs.writeFileSync(file, `#!/bin/sh\n${record}\nprintf '%s' '${prints}'\nexit ${code}\n`, { mode: 0o755 });
}

/** Runs a script as GitHub does: it ends at the first command that fails. */
function run(script: string, variables: Record<string, string> = {}) {
  const { status, stdout, stderr } = spawnSync(
    "bash",
    ["--noprofile", "--norc", "-eo", "pipefail", "-c", script],
    {
      cwd: folder,
      encoding: "utf8",
      env: { PATH: `${path.join(folder, "programs")}:${process.env.PATH}`, ...variables },
    },
  );
  return { code: status, output: stdout + stderr };
}

const calls = () => fs.readFileSync(path.join(folder, "calls"), "utf8").trim().split("\n");

describe("the workflow release", () => {
  const file = ".github/workflows/release.yml";

  const git = (...args: string[]) => {
    const { status, stdout, stderr } = spawnSync("git", args, { cwd: folder, encoding: "utf8" });
    expect({ status, stderr: status === 0 ? "" : stderr }).toEqual({ status: 0, stderr: "" });
    return stdout.trim();
  };
  const commit = (message: string) => {
    const author = ["-c", "user.name=Test", "-c", "user.email=test@example.com"];
    git(...author, "commit", "--quiet", "--allow-empty", "--message", message);
    return git("rev-parse", "HEAD");
  };

  test("builds a commit that main has, and no other", () => {
    const script = scriptOf(file, "Check that the commit was reviewed");
    git("init", "--quiet", "--initial-branch", "work");
    const reviewed = commit("Reviewed");
    commit("Reviewed later");
    git("update-ref", "refs/remotes/origin/main", "HEAD");
    const other = commit("Not reviewed");
    const variables = { GITHUB_REF_NAME: "v1.0.0" };
    expect(run(script, { ...variables, GITHUB_SHA: reviewed })).toEqual({ code: 0, output: "" });
    expect(run(script, { ...variables, GITHUB_SHA: other })).toEqual({
      code: 1,
      output: "::error::The commit of v1.0.0 is not on main. Merge it first, and tag the merged commit.\n",
    });
  });

  test.each([
    ["v1.0.0", []],
    ["v1.0.0-rc.1", ["--prerelease"]],
  ])("creates a release of %s with the tarballs, the notes and the digests (%j)", (tag, flags) => {
    program("gh");
    fs.mkdirSync(path.join(folder, "release"));
    for (const name of ["one.tgz", "two.tgz", "NOTES.md", "SHA256SUMS"]) {
      fs.writeFileSync(path.join(folder, "release", name), "");
    }
    expect(run(scriptOf(file, "Create the release"), { GITHUB_REF_NAME: tag })).toEqual({
      code: 0,
      output: "",
    });
    const files = "release/one.tgz release/two.tgz release/SHA256SUMS";
    const options = ["--notes-file release/NOTES.md", ...flags].join(" ");
    expect(calls()).toEqual([`gh release create ${tag} --verify-tag --title ${tag} ${options} ${files}`]);
  });

  test("creates no release of files that are not those that were built", () => {
    const script = scriptOf(file, "sha256sum");
    fs.mkdirSync(path.join(folder, "release"));
    fs.writeFileSync(path.join(folder, "release/one.tgz"), "one");
    run("cd release && sha256sum one.tgz > SHA256SUMS");
    expect(run(script)).toEqual({ code: 0, output: "one.tgz: OK\n" });
    fs.writeFileSync(path.join(folder, "release/one.tgz"), "other");
    expect(run(script).code).toBe(1);
  });
});

describe("the example for GitHub Actions", () => {
  test("writes doctor's table to the summary, and fails where a check fails", () => {
    program("npx", { prints: "| Check |", code: 1 });
    const script = scriptOf("examples/pipelines/github-actions/deploy.yml", "doctor");
    const summary = path.join(folder, "summary.md");
    expect(run(script, { STACK: "dev", GITHUB_STEP_SUMMARY: summary })).toEqual({ code: 1, output: "" });
    expect(fs.readFileSync(summary, "utf8")).toBe("| Check |");
    expect(calls()).toEqual(["npx azure-openai-wandb doctor --stack dev --markdown"]);
  });
});

describe("the example for Azure Pipelines", () => {
  const pipeline = path.join(root, "examples/pipelines/azure-pipelines/azure-pipelines.yml");
  const stages = expandPipeline(pipeline, { "Build.Reason": "IndividualCI" }).stages as unknown as {
    jobs: { strategy: { runOnce: { deploy: { steps: Step[] } } } }[];
  }[];
  const script = (title: string) =>
    stages[0]!.jobs[0]!.strategy.runOnce.deploy.steps.find(({ displayName }) => displayName === title)!
      .inputs!.inlineScript!;

  /** What the task AzureCLI sets with addSpnToEnvironment. */
  const variables = { servicePrincipalId: "client", tenantId: "tenant", idToken: "token", STACK: "dev" };

  test("signs the providers in with the connection's token, and shows it nowhere", () => {
    program("az", { prints: "subscription" });
    program("npx");
    expect(run(script("Run Pulumi"), variables)).toEqual({ code: 0, output: "" });
    expect(calls()).toEqual([
      "az account show --query id --output tsv",
      ...["ARM_CLIENT_ID=client", "ARM_OIDC_TOKEN=token", "ARM_TENANT_ID=tenant", "ARM_USE_OIDC=true"],
      "npx pulumi up --stack dev --yes --non-interactive",
      ...["ARM_CLIENT_ID=client", "ARM_OIDC_TOKEN=token", "ARM_SUBSCRIPTION_ID=subscription"],
      ...["ARM_TENANT_ID=tenant", "ARM_USE_OIDC=true"],
    ]);
  });

  test("deploys nothing where the subscription cannot be read", () => {
    program("az", { code: 1 });
    program("npx");
    expect(run(script("Run Pulumi"), variables).code).toBe(1);
    expect(calls().filter((line) => line.startsWith("npx"))).toEqual([]);
  });

  test.each([0, 1, 2])("uploads doctor's table as the summary, and ends with its exit code %d", (code) => {
    program("npx", { prints: "| Check |", code });
    expect(run(script("Check the integration"), { ...variables, AGENT_TEMPDIRECTORY: folder })).toEqual({
      code,
      output: `##vso[task.uploadsummary]${folder}/doctor.md\n`,
    });
    expect(fs.readFileSync(path.join(folder, "doctor.md"), "utf8")).toBe("| Check |");
  });
});
