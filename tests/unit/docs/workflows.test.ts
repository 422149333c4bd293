/** What a workflow may do, and what a pull request can do with it: rules over every workflow, each with a workflow that breaks it. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

const root = path.join(__dirname, "../../..");
const folder = path.join(root, ".github/workflows");

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Job {
  if?: string;
  environment?: string | { name: string };
  permissions?: Record<string, string> | string;
  "timeout-minutes"?: number;
  steps?: Step[];
  uses?: string;
  secrets?: unknown;
}

interface Workflow {
  text: string;
  on: Record<string, unknown>;
  permissions?: unknown;
  jobs: Record<string, Job>;
}

function parseWorkflow(text: string): Workflow {
  const { on, ...workflow } = parse(text) as Omit<Workflow, "on" | "text"> & { on: unknown };
  const triggers = typeof on === "string" ? { [on]: null } : on;
  const named = Array.isArray(triggers) ? Object.fromEntries(triggers.map((name) => [name, null])) : triggers;
  return { ...workflow, text, on: named as Record<string, unknown> };
}

const jobsOf = ({ jobs }: Workflow) => Object.values(jobs);
const stepsOf = (workflow: Workflow) => jobsOf(workflow).flatMap(({ steps = [] }) => steps);
const permissionsOf = ({ permissions = {} }: Job) =>
  typeof permissions === "string" ? { all: permissions } : permissions;
/** Can sign in to Azure, or read an environment's secrets. */
const isPrivileged = (job: Job) =>
  job.environment !== undefined || permissionsOf(job)["id-token"] === "write";
const privilegedJobs = (workflow: Workflow) => jobsOf(workflow).filter(isPrivileged);
const isPlaced = ({ if: condition = "" }: Job, wanted: string) =>
  condition.split("&&").some((part) => part.trim() === wanted) && !condition.includes("||");

const ownRepository = "github.event.pull_request.head.repo.full_name == github.repository";
const mainBranch = "github.ref == 'refs/heads/main'";
/** They run with the rights of the base repository on input of a fork. */
const dangerousTriggers = ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion"];
const allowedPermissions = ["contents: read", "id-token: write"];

interface Rule {
  name: string;
  isKept: (workflow: Workflow) => boolean;
  /** Replaces a part of a workflow that keeps every rule. */
  broken: [part: string | RegExp, by: string][];
}

const rules: readonly Rule[] = [
  {
    name: "actions are pinned to a commit, with their version beside it",
    isKept: (workflow) =>
      [...stepsOf(workflow), ...jobsOf(workflow)].every(
        ({ uses }) =>
          uses === undefined ||
          (/^[\w.-]+\/[\w./-]+@[0-9a-f]{40}$/.test(uses) &&
            new RegExp(`uses: ${uses} # v\\d+\\.\\d+\\.\\d+$`, "m").test(workflow.text)),
      ),
    broken: [
      [/@[0-9a-f]{40} # v4\.3\.1/, "@v4"],
      [/@[0-9a-f]{40} # v4\.3\.1/, "@main # v4.3.1"],
      [/([0-9a-f]{40}) # v4\.3\.1/, "$1"],
      [/- uses: .* # v4\.3\.1\n.*\n/, "- { uses: actions/checkout@v4 }\n"],
      [/- uses: .* # v4\.3\.1\n.*\n/, '- "uses": "docker://alpine"\n'],
    ],
  },
  {
    name: "the workflow has no permissions, and a job has only those that it needs",
    isKept: (workflow) =>
      JSON.stringify(workflow.permissions) === "{}" &&
      jobsOf(workflow).every((job) =>
        Object.entries(permissionsOf(job)).every((entry) => allowedPermissions.includes(entry.join(": "))),
      ),
    broken: [
      ["permissions: {}", "permissions: write-all"],
      ["permissions: {}\n", ""],
      ["contents: read,", "contents: write,"],
      ["contents: read,", "contents: read, pull-requests: write,"],
      [/permissions: \{ contents.*/, "permissions: write-all"],
    ],
  },
  {
    name: "no trigger gives a fork the rights of this repository",
    isKept: ({ on }) => Object.keys(on).every((trigger) => !dangerousTriggers.includes(trigger)),
    broken: [
      ["on: pull_request", "on: pull_request_target"],
      ["on: pull_request", "on: [pull_request, workflow_run]"],
      ["on: pull_request", "on: { issue_comment: { types: [created] } }"],
    ],
  },
  {
    name: "a job that can sign in has an environment, whose reviewers and branches decide",
    isKept: (workflow) => privilegedJobs(workflow).every(({ environment }) => environment !== undefined),
    broken: [["environment: preview", ""]],
  },
  {
    name: "a job that can sign in runs for this repository's pull requests, or for its main branch",
    isKept: (workflow) =>
      privilegedJobs(workflow).every((job) =>
        "pull_request" in workflow.on ? isPlaced(job, ownRepository) : isPlaced(job, mainBranch),
      ),
    broken: [
      [`if: ${ownRepository}`, ""],
      [`if: ${ownRepository}`, `if: ${ownRepository} || true`],
      [`if: ${ownRepository}`, "if: github.event.pull_request.head.repo.full_name != github.repository"],
      ["on: pull_request", "on: workflow_dispatch"],
    ],
  },
  {
    name: "a job that can sign in restores no cache, which other jobs write",
    isKept: (workflow) =>
      privilegedJobs(workflow).every(({ steps = [] }) =>
        steps.every(({ uses = "", with: inputs = {} }) => !("cache" in inputs) && !/\/cache\b/.test(uses)),
      ),
    broken: [["node-version: 22", "node-version: 22, cache: npm"]],
  },
  {
    name: "a checkout leaves no credentials, and has the commit that started the run",
    isKept: (workflow) =>
      stepsOf(workflow)
        .filter(({ uses = "" }) => uses.startsWith("actions/checkout@"))
        .every(
          ({ with: inputs = {} }) =>
            inputs["persist-credentials"] === false && !("ref" in inputs) && !("repository" in inputs),
        ),
    broken: [
      [/with: \{ persist-credentials: false \}/, "with: { fetch-depth: 0 }"],
      ["persist-credentials: false", "persist-credentials: false, ref: refs/heads/other"],
    ],
  },
  {
    name: "scripts read values from variables, never by expressions that a pull request can fill",
    isKept: (workflow) => stepsOf(workflow).every(({ run = "" }) => !run.includes("${{")),
    broken: [["--stack dev", "--stack ${{ github.head_ref }}"]],
  },
  {
    name: "no secret is stored at GitHub",
    isKept: ({ text, ...workflow }) =>
      !/\$\{\{[^}]*\bsecrets\b/.test(text) && jobsOf({ text, ...workflow }).every((job) => !job.secrets),
    broken: [
      ["${{ vars.AZURE_TENANT_ID }}", "${{ secrets.PASSPHRASE }}"],
      ["${{ vars.AZURE_TENANT_ID }}", "${{ toJSON(secrets) }}"],
    ],
  },
  {
    name: "every job ends",
    isKept: (workflow) => jobsOf(workflow).every((job) => job["timeout-minutes"] !== undefined),
    broken: [[/timeout-minutes: \d+/, ""]],
  },
];

const files = fs.readdirSync(folder).filter((name) => /\.ya?ml$/.test(name));
const read = (name: string) => fs.readFileSync(path.join(folder, name), "utf8");

describe.each(files)("the workflow %s", (file) => {
  test.each(rules)("$name", ({ isKept }) => {
    expect(isKept(parseWorkflow(read(file)))).toBe(true);
  });
});

describe("a workflow is refused that breaks the rule:", () => {
  const cases = rules.flatMap(({ name, isKept, broken }) =>
    broken.map(([part, by]) => ({ name, isKept, part, by })),
  );
  test.each(cases)("$name ($part becomes $by)", ({ isKept, part, by }) => {
    const text = read("preview.yml").replace(part, by);
    expect(text).not.toBe(read("preview.yml"));
    expect(isKept(parseWorkflow(text))).toBe(false);
  });
});

describe("docs/how-to/set-up-pipelines.md", () => {
  const document = fs.readFileSync(path.join(root, "docs/how-to/set-up-pipelines.md"), "utf8");
  const environments = files
    .flatMap((file) => jobsOf(parseWorkflow(read(file))))
    .flatMap(({ environment = [] }) => environment as string | string[]);

  test.each(environments)("has the subject of the environment %s", (environment) => {
    expect(document).toContain(`repo:ORG/REPO:environment:${environment}\``);
  });

  test("names every variable that the workflows read", () => {
    const variables = files.flatMap((file) => read(file).match(/(?<=\bvars\.)\w+/g) ?? []);
    expect([...new Set(variables)].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });
});
