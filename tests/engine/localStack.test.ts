import * as fs from "node:fs";
import * as path from "node:path";
import { ensureLocalStack } from "../../local/session/localStack";
import { StackProject } from "../support/stackProject";

jest.setTimeout(180_000);

let project: StackProject;
let options: Parameters<typeof ensureLocalStack>[0];

beforeAll(async () => {
  project = await StackProject.create();
  options = {
    directory: path.join(project.directory, "program"),
    stateDirectory: project.state,
    environment: { ...project.environment, PULUMI_STACK: "local" },
  };
});
afterAll(() => project.close());

const settings = () => path.join(options.directory, "Pulumi.local.yaml");
const stackFile = () => path.join(project.state, "pulumi/.pulumi/stacks/azure-openai-wandb/local.json");
const completeFile = () => path.join(project.state, "stack-complete");

const remove = (...files: string[]) => files.forEach((file) => fs.rmSync(file, { force: true }));

/** A path with a `pulumi` that is killed after its nth call from now, as everything around it is when a user ends a terminal. */
function killedAfter(call: number): NodeJS.ProcessEnv {
  const folder = path.join(project.directory, "killed");
  fs.mkdirSync(folder, { recursive: true });
  const count = path.join(folder, "count");
  fs.writeFileSync(count, "");
  const script = [
    "#!/bin/sh",
    `PATH="$REAL_PATH" pulumi "$@"; code=$?`,
    `printf x >> "${count}"`,
    `[ "$(cat "${count}")" = "${"x".repeat(call)}" ] && kill -KILL $$`,
    "exit $code",
  ].join("\n");
  fs.writeFileSync(path.join(folder, "pulumi"), script, { mode: 0o755 });
  const { PATH = "" } = options.environment;
  return { ...options.environment, REAL_PATH: PATH, PATH: `${folder}:${PATH}` };
}

interface Settings {
  [name: string]: { value: string };
}

/** Expects every part of the stack, each for itself. @returns The key. */
async function expectComplete(): Promise<string> {
  const run = async (...args: string[]) =>
    (await project.run("pulumi", args, undefined, { PULUMI_STACK: "local" })).stdout;
  const config = JSON.parse(await run("config", "--json", "--show-secrets")) as Settings;
  const key = config["azure-openai-wandb:wandbApiKey"]!.value;
  expect(key).toMatch(/^wandb_v1_\w{77}$/);
  const principals = JSON.parse(config["azure-openai-wandb:fineTuningPrincipals"]!.value) as string[];
  expect(principals).toEqual([
    "ada@contoso.example",
    "ML Engineers",
    expect.stringMatching(/^ServicePrincipal:/),
  ]);
  // Revoking succeeds only with a key that the local W&B knows.
  expect(await project.azure.control("DELETE", "/_local/wandb/keys", { key })).toMatchObject({ status: 204 });
  await project.azure.control("POST", "/_local/wandb/keys", { key });
  return key;
}

describe("the local stack", () => {
  test("is completed after a command was killed after any call of Pulumi", async () => {
    let calls = 0;
    for (;;) {
      const environment = killedAfter(calls + 1);
      const isKilled = await ensureLocalStack({ ...options, environment }).then(
        () => false,
        () => true,
      );
      if (!isKilled) {
        break;
      }
      calls += 1;
    }
    // Of the list, the stack, its settings twice, the key and its reading, at least.
    expect(calls).toBeGreaterThanOrEqual(4);
    await expectComplete();
  });

  test("keeps its key, and is created once by several commands at the same time", async () => {
    remove(settings(), stackFile(), completeFile());
    const created = await Promise.all([ensureLocalStack(options), ensureLocalStack(options)]);
    expect(created.sort()).toEqual([false, true]);
    const key = await expectComplete();
    expect(await ensureLocalStack(options)).toBe(false);
    await expect(expectComplete()).resolves.toBe(key);
  });

  /** Parts of a stack that an interrupted command, an earlier version or a user has left. */
  const partial: [what: string, leave: () => Promise<void> | void][] = [
    ["only the stack", () => remove(settings(), completeFile())],
    ["only the settings", () => remove(stackFile())],
    ["empty settings", () => fs.writeFileSync(settings(), "")],
    [
      "settings without a key",
      () => {
        const text = fs.readFileSync(settings(), "utf8");
        fs.writeFileSync(settings(), text.replace(/ +azure-openai-wandb:wandbApiKey:\n.*\n/, ""));
      },
    ],
    [
      "a key and no principals",
      () => {
        const text = fs.readFileSync(settings(), "utf8");
        fs.writeFileSync(
          settings(),
          text.replace(/ +azure-openai-wandb:fineTuningPrincipals:\n( +- .*\n)+/, ""),
        );
      },
    ],
    [
      "a key that the local W&B does not know",
      async () => {
        const key = await expectComplete();
        await project.azure.control("DELETE", "/_local/wandb/keys", { key });
      },
    ],
  ];
  test.each(partial)("of which there is %s is completed by npm start", async (_what, leave) => {
    await leave();
    await ensureLocalStack({ ...options, isQuickstart: true });
    await expectComplete();
  });

  test("keeps what a user has removed from it, but for npm start", async () => {
    const text = fs.readFileSync(settings(), "utf8");
    const without = text.replace(/ +azure-openai-wandb:fineTuningPrincipals:\n( +- .*\n)+/, "");
    fs.writeFileSync(settings(), without);
    expect(await ensureLocalStack(options)).toBe(false);
    expect(fs.readFileSync(settings(), "utf8")).toBe(without);
  });
});
