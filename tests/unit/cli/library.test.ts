/** The library's contract: typed results and errors, nothing printed, and states that are read again by each call. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import * as ts from "typescript";
import { asCall } from "../../../cli/callContext";
import { findStack } from "../../../cli/deployment/stack";
import * as library from "../../../cli/index";
import type { UserError } from "../../../cli/index";
import { childrenOf, ciphertext, integration, outputsOf, plaintext, state, team } from "./states";
import type { StateResource } from "../../../cli/pulumi/state";

const root = path.join(__dirname, "../../..");

/** Prints the state of a file, and counts its runs. Without the passphrase, it decrypts nothing. */
const fakePulumi = `#!${process.execPath}
const fs = require("node:fs");
const at = (name) => process.env.FAKE_PULUMI + "/" + name;
fs.appendFileSync(at("runs"), JSON.stringify({ args: process.argv.slice(2), backend: process.env.PULUMI_BACKEND_URL }) + "\\n");
const isDecrypted = process.argv.includes("--show-secrets");
if (isDecrypted && !process.env.PULUMI_CONFIG_PASSPHRASE) {
  console.error("error: passphrase must be set with PULUMI_CONFIG_PASSPHRASE");
  process.exit(255);
}
process.stdout.write(fs.readFileSync(at(isDecrypted ? "decrypted" : "encrypted"), "utf8"));
`;

let directory: string;
const variables = { ...process.env };
const printed: string[] = [];

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), "library-"));
  fs.writeFileSync(path.join(directory, "pulumi"), fakePulumi, { mode: 0o755 });
  const clean = ["AZURE_CLOUD", "ARM_ENVIRONMENT", "AZURE_AUTHORITY_HOST", "PULUMI_CONFIG_PASSPHRASE"];
  clean.forEach((name) => delete process.env[name]);
  Object.assign(process.env, {
    PATH: `${directory}:${variables.PATH}`,
    FAKE_PULUMI: directory,
    AZURE_SUBSCRIPTION_ID: "11111111-1111-1111-1111-111111111111",
  });
  printed.length = 0;
  for (const name of ["log", "error", "warn", "info"] as const) {
    jest.spyOn(console, name).mockImplementation((...lines: unknown[]) => void printed.push(lines.join(" ")));
  }
});
afterEach(() => {
  jest.restoreAllMocks();
  process.env = { ...variables };
  fs.rmSync(directory, { recursive: true, force: true });
});

/** Sets the stack's state. @param decrypted What it is with `--show-secrets`. */
function setState(encrypted: StateResource[], decrypted = encrypted): void {
  fs.writeFileSync(path.join(directory, "encrypted"), JSON.stringify(state(...encrypted)));
  fs.writeFileSync(path.join(directory, "decrypted"), JSON.stringify(state(...decrypted)));
}
const runs = () =>
  fs
    .readFileSync(path.join(directory, "runs"), "utf8")
    .trim()
    .split("\n")
    .map((line) => JSON.parse(line) as { args: string[]; backend?: string });
const failure = (run: Promise<unknown>): Promise<UserError> =>
  run.then(
    () => Promise.reject(new Error("did not fail")),
    (error: UserError) => error,
  );

const teamA = team("a");
const two = [
  teamA,
  integration("research", teamA, { outputs: outputsOf("research") }),
  integration("product", undefined, { outputs: outputsOf("product") }),
];

describe("findIntegrations", () => {
  test("returns what a stack has, with one run of Pulumi", async () => {
    setState(two);
    await expect(library.findIntegrations({ stack: "acme/shop/dev", workDir: directory })).resolves.toEqual([
      expect.objectContaining({ integration: "research", account: "oai-research", deployed: true }),
      {
        integration: "product",
        urn: "urn:pulumi:dev::shop::azure-openai-wandb:index:WandbIntegration::product",
        account: "oai-product",
        resourceGroup: "rg-product",
        subscription: "11111111-1111-1111-1111-111111111111",
        endpoint: "https://oai-product.openai.azure.com/",
        vault: "kv-product",
        vaultUrl: "https://kv-product.vault.azure.net/",
        secret: "wandb-product",
        deployed: true,
      },
    ]);
    expect(runs()).toEqual([{ args: ["stack", "export", "--stack", "acme/shop/dev", "--cwd", directory] }]);
  });

  test("reads the state again in each call, with the variables of each", async () => {
    setState(two);
    await library.findIntegrations({ envVars: { PULUMI_BACKEND_URL: "file:///one" } });
    setState([]);
    await expect(
      library.findIntegrations({ envVars: { PULUMI_BACKEND_URL: "file:///two" } }),
    ).resolves.toEqual([]);
    expect(runs().map(({ backend }) => backend)).toEqual(["file:///one", "file:///two"]);
  });
});

describe("linkValues", () => {
  test("returns what the portal asks for, of the selected integration", async () => {
    setState(two);
    await expect(library.linkValues({ integration: "product" })).resolves.toEqual({
      portalUrl: expect.stringContaining("oai-product"),
      vaultUrl: "https://kv-product.vault.azure.net/",
      secretName: "wandb-product",
    });
    expect(runs()).toHaveLength(1);
  });

  const secretOutputs = { ...outputsOf("x"), vaultUrl: ciphertext, vaultId: ciphertext };
  const decryptedOutputs = { ...outputsOf("x"), vaultUrl: plaintext(outputsOf("x").vaultUrl) };

  test("decrypts outputs that are secrets, and nothing where none are", async () => {
    setState(
      [integration("x", undefined, { outputs: secretOutputs })],
      [integration("x", undefined, { outputs: decryptedOutputs })],
    );
    await expect(
      library.linkValues({ envVars: { PULUMI_CONFIG_PASSPHRASE: "correct" } }),
    ).resolves.toMatchObject({ vaultUrl: "https://kv-x.vault.azure.net/" });
    expect(runs().map(({ args }) => args.includes("--show-secrets"))).toEqual([false, true]);
  });

  test.each<[string, StateResource[], library.DeploymentOptions, string]>([
    [
      "no integration",
      [teamA],
      {},
      "The stack's state has no WandbIntegration, of which the outputs accountId, ",
    ],
    [
      "several",
      two,
      {},
      "The stack has 2 integrations. Select one:\n  --integration research\n  --integration product",
    ],
    [
      "none of the name",
      two,
      { integration: "sales" },
      "--integration sales: the stack has no such integration.",
    ],
    [
      "one that is not deployed",
      [integration("x", undefined, {})],
      {},
      "The integration x is not deployed: the state has no output accountId, endpoint, vaultUrl, vaultId, secretName. Run pulumi up first,",
    ],
    [
      "secret outputs without the passphrase",
      [integration("x", undefined, { outputs: secretOutputs })],
      {},
      "The outputs vaultUrl, vaultId of x are secrets. Pulumi cannot decrypt the stack's secrets: passphrase must be set",
    ],
    [
      "outputs that are no IDs",
      [integration("x", undefined, { outputs: { ...outputsOf("x"), accountId: "oai" } })],
      {},
      "The outputs of x in the state are not IDs of an account and a vault: oai, ",
    ],
    [
      "a vault in another cloud",
      [
        integration("x", undefined, {
          outputs: { ...outputsOf("x"), vaultUrl: "https://kv.vault.usgovcloudapi.net/" },
        }),
      ],
      {},
      "The stack's vault https://kv.vault.usgovcloudapi.net/ belongs to Azure US Government",
    ],
    [
      "another subscription",
      two,
      { integration: "product", subscription: "22222222-2222-2222-2222-222222222222" },
      "--subscription 22222222-2222-2222-2222-222222222222 is not the subscription of product, which is 1111",
    ],
    ["a stack and names", two, { stack: "dev", vault: "kv" }, "stack, vault cannot be combined."],
    [
      "a folder that does not exist",
      two,
      { workDir: "/nowhere/at/all" },
      "workDir /nowhere/at/all is not a folder.",
    ],
  ])("throws a UserError for %s", async (_what, resources, options, message) => {
    setState(resources);
    const error = await failure(library.linkValues(options));
    expect(error).toBeInstanceOf(library.UserError);
    expect([error.exitCode, error.lines.join("\n")]).toEqual([2, expect.stringContaining(message)]);
  });
});

describe("the key of an integration", () => {
  const key = "k".repeat(40);
  const parents = ["one", "two"].map((name) => integration(name, undefined, { outputs: outputsOf(name) }));
  const withKeys = (stored: (name: string) => unknown) =>
    ["one", "two"].flatMap((name, index) => [
      parents[index]!,
      ...childrenOf(parents[index]!, name, stored(name)),
    ]);

  test("is read from its own secret, with one more run of Pulumi where the state has it encrypted", async () => {
    setState(
      withKeys(() => ciphertext),
      withKeys((name) => plaintext(key + name)),
    );
    process.env.PULUMI_CONFIG_PASSPHRASE = "correct";
    await asCall({}, async () => {
      for (const name of ["one", "two", "one"]) {
        const { readApiKey } = await findStack({ integration: name });
        expect(await readApiKey()).toEqual({ key: key + name });
      }
    });
    expect(runs()).toHaveLength(2);
    delete process.env.PULUMI_CONFIG_PASSPHRASE;
    await asCall({}, async () => {
      const { readApiKey } = await findStack({ integration: "one" });
      expect(await readApiKey()).toEqual({
        problem:
          "Pulumi cannot decrypt the stack's secrets: passphrase must be set with PULUMI_CONFIG_PASSPHRASE",
      });
    });
  });
});

describe("validate", () => {
  const lines = (count: number) =>
    `${JSON.stringify({
      messages: [
        { role: "user", content: "a" },
        { role: "assistant", content: "b" },
      ],
    })}\n`.repeat(count);
  const file = () => path.join(directory, "train.jsonl");

  test("returns what is wrong with a file, and what a valid one costs", async () => {
    fs.writeFileSync(file(), lines(10));
    await expect(library.validate(file(), { epochs: 3 })).resolves.toMatchObject({
      valid: true,
      examples: 10,
      epochs: 3,
      problems: [],
      price: expect.any(Number),
    });
    fs.writeFileSync(file(), `${lines(10)}{}\n`);
    await expect(library.validate(file())).resolves.toMatchObject({
      valid: false,
      problemCount: 1,
      problems: [{ line: 11, reason: expect.any(String) }],
    });
  });

  test("throws for what cannot be checked", async () => {
    const error = await failure(library.validate("nowhere.jsonl"));
    expect([error instanceof library.UserError, error.exitCode]).toEqual([true, 2]);
    const wrong = await failure(library.validate(file(), { tier: "fast", epochs: 0 }));
    expect(wrong.lines).toEqual([
      expect.stringContaining("--tier fast"),
      expect.stringContaining("--epochs 0 is not valid"),
    ]);
  });
});

describe("a call", () => {
  test("prints nothing, hands its lines over, and listens to no signal", async () => {
    setState(two);
    const before = process.listenerCount("SIGINT");
    const lines: string[] = [];
    const calls = [
      library.findIntegrations({ onLine: (line) => lines.push(line) }),
      failure(library.doctor({ onLine: (line) => lines.push(line) })),
      failure(library.waitForJob("ftjob-1", { poll: 0 })),
      failure(library.sync("ftjob-1", { poll: 0, entity: "" })),
      failure(library.finetune("nowhere.jsonl", { epochs: 99, integration: "product" })),
      failure(library.report(["ftjob-1"], { integration: "sales" })),
    ];
    await Promise.all(calls);
    expect(printed).toEqual([]);
    expect(process.listenerCount("SIGINT")).toBe(before);
    expect(process.exitCode).toBeUndefined();
  });

  test("ends with the reason of its signal", async () => {
    setState(two);
    const reason = new Error("enough");
    await expect(library.findIntegrations({ signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
  });

  test("names the options as the program has them", async () => {
    const error = await failure(library.doctor({ stack: "dev", resourceGroup: "rg", workDir: " " }));
    expect(error.lines).toEqual([
      "workDir is blank. Specify a value, or remove the option.",
      expect.stringContaining("stack, workDir, resourceGroup cannot be combined."),
    ]);
  });
});

describe("the declarations", () => {
  const reference = () => fs.readFileSync(path.join(root, "docs/reference/library.md"), "utf8");

  test("stand alone: they need no other file", () => {
    const file = path.join(root, "cli/index.ts");
    const { outputText } = ts.transpileDeclaration(fs.readFileSync(file, "utf8"), {
      compilerOptions: { target: ts.ScriptTarget.ES2022, strict: true },
    });
    expect(outputText).not.toMatch(/\bimport\b|[:<|] any\b|\bfrom "/);
  });

  test("are documented: every function is in the reference", () => {
    const documented = [...reference().matchAll(/^### `(\w+)\(/gm)].map(([, name]) => name);
    const functions = Object.keys(library).filter((name) => name !== "UserError");
    expect(documented.sort()).toEqual(functions.sort());
  });

  test("agree with the example of the reference, which compiles", () => {
    const [, example = ""] = /```ts\n([^]*?)```/.exec(reference()) ?? [];
    expect(example).toContain("azure-openai-wandb-cli");
    const file = path.join(root, "cli/example.ts");
    const options: ts.CompilerOptions = {
      module: ts.ModuleKind.Node16,
      moduleResolution: ts.ModuleResolutionKind.Node16,
      target: ts.ScriptTarget.ES2022,
      strict: true,
      noEmit: true,
      skipLibCheck: true,
      types: ["node"],
    };
    const host = ts.createCompilerHost(options);
    const { readFile, fileExists } = host;
    const code = example.replace('"azure-openai-wandb-cli"', '"./index"');
    host.readFile = (name) => (name === file ? code : readFile(name));
    host.fileExists = (name) => name === file || fileExists(name);
    host.getSourceFile = (name, target) => {
      const text = host.readFile(name);
      return text === undefined ? undefined : ts.createSourceFile(name, text, target);
    };
    const diagnostics = ts.getPreEmitDiagnostics(ts.createProgram([file], options, host));
    expect(diagnostics.map(({ messageText }) => ts.flattenDiagnosticMessageText(messageText, "\n"))).toEqual(
      [],
    );
  });
});
