/** What a workflow may do, and what a pull request can do with it: rules over every workflow, each with a workflow that breaks it. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parse } from "yaml";

const root = path.join(__dirname, "../../..");
/** The repository's own workflows, and those that a platform team copies. */
const folders = [".github/workflows", "examples/pipelines/github-actions"];

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
  needs?: string | string[];
  strategy?: { matrix?: { stack?: string[] } };
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
const versionTag = "startsWith(github.ref, 'refs/tags/v')";
/** They run with the rights of the base repository on input of a fork. */
const dangerousTriggers = ["pull_request_target", "workflow_run", "issue_comment", "issues", "discussion"];

/** Only the tags of versions start it. Who may push them is a rule of the repository (docs/how-to/release.md). */
const isStartedByTags = ({ on }: Workflow) =>
  JSON.stringify(on) === JSON.stringify({ push: { tags: ["v*"] } });
const publishes = (workflow: Workflow, job: Job) =>
  isStartedByTags(workflow) && job.environment !== undefined;
const uses = ({ steps = [] }: Job, action: string) =>
  steps.some((step) => step.uses?.startsWith(action) ?? false);

/** The permissions that a job may have, and which job. */
const permissions: Readonly<Record<string, (workflow: Workflow, job: Job) => boolean>> = {
  "contents: read": () => true,
  // Another rule requires an environment.
  "id-token: write": () => true,
  "security-events: write": (_workflow, job) => uses(job, "github/codeql-action/"),
  "contents: write": publishes,
  "attestations: write": (workflow, job) => publishes(workflow, job) && uses(job, "actions/attest@"),
};

interface Rule {
  name: string;
  isKept: (workflow: Workflow) => boolean;
  /** Replaces a part of a workflow that keeps every rule: of preview.yml, or of the file that is named. */
  broken: [part: string | RegExp, by: string, file?: string][];
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
        Object.entries(permissionsOf(job)).every(
          (entry) => permissions[entry.join(": ")]?.(workflow, job) ?? false,
        ),
      ),
    broken: [
      ["permissions: {}", "permissions: write-all"],
      ["permissions: {}\n", ""],
      ["contents: read,", "contents: write,"],
      ["contents: read,", "contents: read, pull-requests: write,"],
      [/permissions: \{ contents.*/, "permissions: write-all"],
      ["contents: read,", "contents: read, security-events: write,"],
      ["contents: read,", "contents: read, attestations: write,"],
      [/permissions: \{ contents: read \}/, "permissions: { contents: write }", "release.yml"],
      ["attestations: write", "attestations: write, packages: write", "release.yml"],
      ["actions/attest@", "actions/other@", "release.yml"],
      ["environment: release", "", "release.yml"],
      ['tags: ["v*"]', 'tags: ["v*"], branches: [main]', "release.yml"],
      [/on:\n.*tags.*/, "on: push", "release.yml"],
      [/- uses: github\/codeql-action\/(init|analyze)@(.|\n)*/, "", "codeql.yml"],
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
    name: "a job that can sign in runs for this repository's pull requests, for its main branch, or for the tag of a version",
    isKept: (workflow) => {
      const otherwise = isStartedByTags(workflow) ? versionTag : mainBranch;
      const condition = "pull_request" in workflow.on ? ownRepository : otherwise;
      return privilegedJobs(workflow).every((job) => isPlaced(job, condition));
    },
    broken: [
      [`if: ${ownRepository}`, ""],
      [`if: ${ownRepository}`, `if: ${ownRepository} || true`],
      [`if: ${ownRepository}`, "if: github.event.pull_request.head.repo.full_name != github.repository"],
      ["on: pull_request", "on: workflow_dispatch"],
      [`if: ${mainBranch}`, "", "drift.yml"],
      [`if: ${versionTag}`, "", "release.yml"],
      [`if: ${versionTag}`, "if: startsWith(github.ref, 'refs/tags/')", "release.yml"],
      [/on:\n.*tags.*/, "on: workflow_dispatch", "release.yml"],
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
    name: "nothing that is published comes from a cache, or is touched by a package that the publishing job installs",
    isKept: (workflow) =>
      !isStartedByTags(workflow) ||
      (stepsOf(workflow).every(({ with: inputs = {}, uses: action = "" }) => {
        const cached = /\/cache\b/.test(action) || (inputs.cache ?? false) !== false;
        const byDefault =
          action.startsWith("actions/setup-node@") && inputs["package-manager-cache"] !== false;
        const goByDefault = action.startsWith("actions/setup-go@") && inputs.cache !== false;
        return !cached && !byDefault && !goByDefault;
      }) &&
        privilegedJobs(workflow).every(({ steps = [] }) =>
          steps.every(({ run = "" }) => !/\b(npm (ci|i|install|exec)|npx|pip|go)\b/.test(run)),
        )),
    broken: [
      ["package-manager-cache: false", "cache: npm", "release.yml"],
      [", package-manager-cache: false", "", "release.yml"],
      [", cache: false", "", "release.yml"],
      [
        "- run: node release/publish.ts",
        "- run: npm ci\n      - run: node release/publish.ts",
        "release.yml",
      ],
      ["- run: node release/publish.ts", "- run: npx publish", "release.yml"],
    ],
  },
  {
    name: "what is published was built by one job and tested by another, and each is required",
    isKept: (workflow) => {
      const requires = (job: Job, found = new Set<string>()): Set<string> => {
        for (const name of [job.needs ?? []].flat().filter((one) => !found.has(one))) {
          requires(workflow.jobs[name]!, found.add(name));
        }
        return found;
      };
      const isBuilt = (job: Job) => uses(job, "actions/upload-artifact@");
      const isTested = ({ steps = [] }: Job) =>
        steps.some(({ run = "" }) => /\bRELEASE_DIRECTORY=\S+ npm test$/.test(run));
      return (
        !isStartedByTags(workflow) ||
        privilegedJobs(workflow).every((job) => {
          const required = [...requires(job)].map((name) => workflow.jobs[name]!);
          return required.filter(isBuilt).length === 1 && required.some(isTested) && !isBuilt(job);
        })
      );
    },
    broken: [
      ["needs: test", "needs: build", "release.yml"],
      ["needs: npm", "", "release.yml"],
      ["    needs: build\n", "", "release.yml"],
      ['RELEASE_DIRECTORY="$RUNNER_TEMP/release" npm test', "npm test", "release.yml"],
      [/RELEASE_DIRECTORY=.* npm test/, "npm run check", "release.yml"],
    ],
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

const filesOf = (folder: string) =>
  fs
    .readdirSync(path.join(root, folder))
    .filter((name) => /\.ya?ml$/.test(name))
    .map((name) => path.join(folder, name));
const files = folders.flatMap(filesOf);
const read = (file: string) => fs.readFileSync(path.join(root, file), "utf8");
const own = (name: string) => path.join(folders[0]!, name);

describe.each(files)("the workflow %s", (file) => {
  test.each(rules)("$name", ({ isKept }) => {
    expect(isKept(parseWorkflow(read(file)))).toBe(true);
  });
});

describe("a workflow is refused that breaks the rule:", () => {
  const cases = rules.flatMap(({ name, isKept, broken }) =>
    broken.map(([part, by, file = "preview.yml"]) => ({ name, isKept, part, by, file: own(file) })),
  );
  test.each(cases)("$name ($file: $part becomes $by)", ({ isKept, part, by, file }) => {
    const text = read(file).replace(part, by);
    expect(text).not.toBe(read(file));
    expect(isKept(parseWorkflow(text))).toBe(false);
  });
});

test("an action has the same commit everywhere, so that an update misses no place", () => {
  const pins = files.flatMap((file) =>
    [...read(file).matchAll(/uses: ([\w.-]+\/[\w.-]+)(?:\/\S*)?@(\S+)/g)].map(([, action, commit]) => [
      action!,
      commit!,
    ]),
  );
  const commits = new Map<string, Set<string>>();
  pins.forEach(([action, commit]) => commits.set(action!, (commits.get(action!) ?? new Set()).add(commit!)));
  expect(commits.size).toBeGreaterThan(5);
  expect([...commits].filter(([, different]) => different.size > 1)).toEqual([]);
});

/** Each folder of workflows with the page that describes their environments. */
describe.each([
  [folders[0]!, "docs/how-to/set-up-pipelines.md"],
  [folders[1]!, "docs/how-to/deploy-many-environments.md"],
])("of the workflows in %s, %s", (folder, page) => {
  const document = read(page);
  const environments = filesOf(folder).flatMap((file) =>
    jobsOf(parseWorkflow(read(file))).flatMap(({ environment = [], strategy }) => {
      const stacks = strategy?.matrix?.stack ?? [];
      const name = environment as string;
      return name.includes("${{ matrix.stack }}")
        ? stacks.map((stack) => name.replace("${{ matrix.stack }}", stack))
        : environment;
    }),
  ) as string[];

  test("has environments", () => {
    expect(environments.length).toBeGreaterThan(2);
  });

  test.each(environments)("has the subject of the environment %s", (environment) => {
    expect(document).toContain(`repo:ORG/REPO:environment:${environment}\``);
  });

  test("names every variable that they read", () => {
    const variables = filesOf(folder).flatMap((file) => read(file).match(/(?<=\bvars\.)\w+/g) ?? []);
    expect(variables.length).toBeGreaterThan(3);
    expect([...new Set(variables)].filter((name) => !document.includes(`\`${name}\``))).toEqual([]);
  });
});
