import * as path from "node:path";
import { cli } from "../support/cli";
import { canarySecret, filesWithKey, textsWithKey, vaultsFile } from "../support/canarySecret";
import { root, StackProject } from "../support/stackProject";

jest.setTimeout(240_000);

/** Makes the clients log as much as possible. */
const verbose = { AZURE_LOG_LEVEL: "verbose", OPENAI_LOG: "debug", NODE_DEBUG: "undici,fetch", DEBUG: "*" };

describe("the W&B API key in the CLI's output and files", () => {
  let project: StackProject;
  const printed: [string, string][] = [];

  beforeAll(async () => {
    project = await StackProject.create();
    const seed = await project.azure.control("GET", "/_local/seed");
    await project.init({ fineTuningPrincipals: [`ServicePrincipal:${seed.body.deployer.objectId}`] });
    await project.up();
  });
  afterAll(() => project?.close());

  /** With verbose logs; with --json as scripts run it. */
  const run = async (args: string[], environment: Record<string, string> = {}) => {
    const logging = args.includes("--json") ? {} : verbose;
    const { stdout, stderr } = await cli(project, args, { ...environment, ...logging });
    printed.push([args.join(" "), stdout + stderr]);
  };
  const fault = (body: object) => project.azure.control("POST", "/_local/faults", [body]);

  test("is printed by no command, whether it succeeds or fails, and is in no file but the vault's", async () => {
    const training = path.join(root, "examples/training.jsonl");
    const finetune = ["finetune", training, "--poll", "0.05", "--epochs", "1", "--new"];
    await run(["doctor", "--fix"]);
    await run(["doctor", "--json", "--entity", "fabrikam", "--model", "gpt-9"]);
    await run(["doctor", "--all"]);
    await run(["doctor", "--all", "--json"]);
    await run(["integrations", "--json"]);
    await run(["link", "--json"]);
    await run(["link", "--assumed-endpoint"]);
    await run(finetune);
    await run([...finetune, "--json"]);
    const { stdout } = await cli(project, ["finetune", "list", "--json"]);
    const [{ id }] = (JSON.parse(stdout) as { jobs: { id: string }[] }).jobs as [{ id: string }];
    await run(["finetune", "attach", id, "--json"]);
    await run(["finetune", "show", id]);
    await run(["finetune", "show", id, "--json"]);
    await run(["sync", id, "--project", "mine"]);
    await run(["sync", id, "--project", "mine", "--json"], { WANDB_API_KEY: canarySecret });

    // W&B returns errors, no JSON, nothing; and then rejects the key.
    for (const trouble of [{ status: 500 }, { reset: true }, { status: 403, message: "<html>no</html>" }]) {
      await fault({ service: "wandb", ...trouble });
      await run(["doctor"]);
      await run(["sync", id]);
      await run(finetune);
      await project.azure.control("DELETE", "/_local/faults");
    }
    await project.azure.control("DELETE", "/_local/wandb/keys", { key: canarySecret });
    await run(["doctor", "--json"]);
    await run(["sync", id]);
    const { endpoint } = await project.outputs();
    await run([...finetune, "--endpoint", endpoint!]);
    const record = await project.azure.control("GET", "/_local/requests");
    printed.push(["the record of requests", JSON.stringify(record.body)]);

    expect(printed.filter(([, text]) => text.length === 0).map(([name]) => name)).toEqual([]);
    // The clients do log.
    expect(printed[0]![1]).toMatch(/azure:/);
    expect(textsWithKey(printed)).toEqual([]);
    expect(filesWithKey(project.directory)).toEqual([expect.stringMatching(vaultsFile)]);
  });
});
