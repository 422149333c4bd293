/** Which integrations a state has, what they registered, and how each is selected. */
import { completeCommands } from "../../../cli/deployment/completeCommands";
import { integrationsIn } from "../../../cli/deployment/integrations";
import { selectIntegration, selectorOf } from "../../../cli/deployment/selectIntegration";
import { apiKeyIn, resourcesOf } from "../../../cli/deployment/stackResources";
import { encrypted } from "../../../cli/pulumi/stateValues";
import type { UserError } from "../../../cli/errors";
import type { StateResource } from "../../../cli/pulumi/state";
import { seededRandom } from "../../support/seededRandom";
import { childrenOf, ciphertext, integration, outputsOf, plaintext, resource, state, team } from "./states";

const pathsIn = (...resources: StateResource[]) =>
  integrationsIn(state(...resources)).map(({ path }) => path);

const circle: [StateResource, StateResource] = [team("a"), team("b")];
circle[0].parent = circle[1].urn;
circle[1].parent = circle[0].urn;

/** Names that a program may give a resource, and that look like something else. */
const hostileNames = [
  "a::b",
  "a/b",
  "a$b",
  "it's",
  "$(rm -rf .)",
  "--all",
  "__proto__",
  "constructor",
  "urn:pulumi:dev::shop::azure-openai-wandb:index:WandbIntegration::wandb",
  "\u001b[31mred",
  "a\nb",
  "…",
];

describe("the integrations of a state", () => {
  const nested = team("team-a", team("platform"));

  test.each<[string, StateResource[], string[]]>([
    ["none", [], []],
    ["one", [integration("wandb")], ["wandb"]],
    ["several, sorted", [integration("b"), integration("B"), integration("a")], ["B", "a", "b"]],
    [
      "nested in other components",
      [team("platform"), nested, integration("wandb", nested)],
      ["platform/team-a/wandb"],
    ],
    ["without its parent in the state", [integration("wandb", nested)], ["wandb"]],
    ["below a circle of parents", [...circle, integration("wandb", circle[0])], ["b/a/wandb"]],
    [
      "one that waits for its deletion",
      [integration("old", undefined, { delete: true }), integration("new")],
      ["new"],
    ],
    [
      "resources of other types",
      [
        resource("azure-openai-wandb:index:Other", "a"),
        resource("other:index:WandbIntegration", "b"),
        team("azure-openai-wandb:index:WandbIntegration"),
      ],
      [],
    ],
    ["hostile names", hostileNames.map((name) => integration(name)), [...hostileNames].sort()],
  ])("%s", (_what, resources, paths) => {
    expect(pathsIn(...resources)).toEqual(paths);
  });

  test("are none in the state of a stack that has never been deployed", () => {
    expect(integrationsIn({ deployment: {} })).toEqual([]);
  });

  test("contain the resources below them, and not those of another integration or beside them", () => {
    const [one, other] = [integration("one"), integration("other")];
    const inner = resource("platform:index:Wrapper", "wrapper", one);
    const resources = [
      one,
      ...childrenOf(one, "one", "key of one"),
      inner,
      resource("azure-native:keyvault:Vault", "one-vault", inner),
      resource("azure-native:cognitiveservices:Account", "deleted", one, { delete: true }),
      other,
      ...childrenOf(other, "other", "key of other"),
      resource("azure-native:authorization:RoleAssignment", "beside", undefined, {
        id: "/beside",
        inputs: { principalId: "p", roleDefinitionId: "r" },
      }),
    ];
    const [first, second] = integrationsIn(state(...resources));
    expect(resourcesOf(first!)).toEqual({
      roleAssignments: [
        {
          name: "one-identity",
          id: "/roleAssignments/one",
          principalId: "principal-one",
          principalType: "ServicePrincipal",
          roleDefinitionId: "role",
        },
      ],
      managesAccount: false,
      managesVault: true,
      managesSecret: true,
    });
    expect(resourcesOf(second!)).toMatchObject({ managesVault: false, managesSecret: true });
    expect([apiKeyIn(first!), apiKeyIn(second!)]).toEqual(["key of one", "key of other"]);
  });
});

describe("the outputs of an integration", () => {
  const read = (outputs: Record<string, unknown> | undefined) => {
    const [found] = integrationsIn(state(integration("wandb", undefined, outputs ? { outputs } : {})));
    const { vaultUrl } = found!.outputs;
    return { vaultUrl, encrypted: found!.encryptedOutputs, missing: found!.missingOutputs };
  };
  const all = outputsOf("x");
  const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

  test.each<[string, unknown, string | undefined, "encrypted" | "missing" | undefined]>([
    ["a text", "https://kv/", "https://kv/", undefined],
    ["a secret in plain text", plaintext("https://kv/"), "https://kv/", undefined],
    ["a secret in a secret", plaintext(plaintext("https://kv/")), "https://kv/", undefined],
    ["an encrypted secret", ciphertext, undefined, "encrypted"],
    ["what no deployment has computed", unknown, undefined, "missing"],
    ["the same as a secret", plaintext(unknown), undefined, "missing"],
    ["nothing", undefined, undefined, "missing"],
    ["null", null, undefined, "missing"],
    ["an empty text", "", undefined, "missing"],
    ["a number", 1, undefined, "missing"],
    ["an object", { url: "https://kv/" }, undefined, "missing"],
    ["a secret that is no JSON", { ...plaintext(""), plaintext: "{" }, undefined, "missing"],
  ])("may be %s", (_what, vaultUrl, text, problem) => {
    expect(read({ ...all, vaultUrl })).toEqual({
      vaultUrl: text,
      encrypted: problem === "encrypted" ? ["vaultUrl"] : [],
      missing: problem === "missing" ? ["vaultUrl"] : [],
    });
  });

  test.each([undefined, {}, { __proto__: all }])("are missing where none are registered: %p", (outputs) => {
    expect(read(outputs).missing).toEqual(["accountId", "endpoint", "vaultUrl", "vaultId", "secretName"]);
  });
});

describe("the W&B API key of an integration", () => {
  test.each<[string, unknown, unknown]>([
    ["in plain text", "key", "key"],
    ["a secret in plain text", plaintext("key"), "key"],
    ["encrypted", ciphertext, encrypted],
    ["none", undefined, undefined],
  ])("is read where it is %s", (_what, stored, key) => {
    const parent = integration("wandb");
    const [found] = integrationsIn(state(parent, ...childrenOf(parent, "wandb", stored)));
    expect(apiKeyIn(found!)).toBe(key);
  });

  test("is encrypted with all properties of the secret where Pulumi has done so", () => {
    const parent = integration("wandb");
    const [secret] = childrenOf(parent, "wandb", "key") as [StateResource];
    for (const [properties, key] of [
      [ciphertext, encrypted],
      [plaintext({ value: plaintext("key") }), "key"],
    ] as const) {
      const [found] = integrationsIn(state(parent, { ...secret, inputs: { properties } }));
      expect(apiKeyIn(found!)).toBe(key);
    }
  });
});

describe("--integration", () => {
  const teams = ["a", "b"].map((name) => team(name, undefined, `Team-${name}`));
  const all = integrationsIn(
    state(
      ...teams,
      integration("wandb"),
      ...teams.map((parent) => integration("shared", parent)),
      integration("only", teams[0]),
    ),
  );
  const linesOf = (wanted: string | undefined, among = all) => {
    try {
      return selectIntegration(among, wanted).path;
    } catch (error) {
      return (error as UserError).lines;
    }
  };

  test.each<[string | undefined, string | string[]]>([
    ["wandb", "wandb"],
    ["only", "a/only"],
    ["a/only", "a/only"],
    ["a/shared", "a/shared"],
    [all[2]!.urn, "b/shared"],
    [
      "shared",
      [
        "--integration shared selects 2 integrations. Select one:",
        "  --integration a/shared",
        "  --integration b/shared",
      ],
    ],
    [
      "none",
      [
        "--integration none: the stack has no such integration. Select one:",
        "  --integration only",
        "  --integration a/shared",
        "  --integration b/shared",
        "  --integration wandb",
      ],
    ],
    [
      undefined,
      [
        "The stack has 4 integrations. Select one:",
        "  --integration only",
        "  --integration a/shared",
        "  --integration b/shared",
        "  --integration wandb",
      ],
    ],
  ])("%s", (wanted, result) => {
    expect(linesOf(wanted)).toEqual(result);
  });

  test("is not needed where there is one integration, and a wrong one is refused there too", () => {
    expect(linesOf(undefined, all.slice(-1))).toBe("wandb");
    expect(linesOf("Wandb", all.slice(-1))).toEqual([
      "--integration Wandb: the stack has no such integration. Select one:",
      "  --integration wandb",
    ]);
  });

  test("is quoted for the shell in what the error offers", () => {
    const two = integrationsIn(state(integration("it's"), integration("$(x)")));
    expect(linesOf(undefined, two)).toEqual([
      "The stack has 2 integrations. Select one:",
      "  --integration '$(x)'",
      String.raw`  --integration 'it'\''s'`,
    ]);
  });

  test.each(Array.from({ length: 50 }, (_value, seed) => seed))(
    "selects each integration by what the list offers for it, whatever the names (seed %i)",
    (seed) => {
      const random = seededRandom(seed);
      const names = [...hostileNames, "wandb", "a", "b", "a/wandb", "wandb/a", ""];
      const pick = <T>(values: readonly T[]) => values[Math.floor(random() * values.length)]!;
      const parents = [undefined, team(pick(names)), team(pick(names), undefined, "Department")];
      const resources = [...parents.flatMap((parent) => parent ?? [])];
      const urns = new Set<string>();
      for (let count = 0; count < 12; count += 1) {
        const one = integration(pick(names), pick(parents));
        // A state has each URN once.
        if (!urns.has(one.urn)) {
          urns.add(one.urn);
          resources.push(one);
        }
      }
      const found = integrationsIn(state(...resources));
      expect(found.length).toBe(urns.size);
      for (const one of found) {
        expect(selectIntegration(found, selectorOf(one, found))).toBe(one);
      }
    },
  );
});

describe("the commands of a message", () => {
  const target = { stack: "acme/shop/dev", cwd: "../a b", integration: "a/shared" };
  const cli = "--stack acme/shop/dev --integration a/shared --cwd '../a b'";
  const pulumi = "--stack acme/shop/dev --cwd '../a b'";

  test.each([
    ["npx pulumi up", `npx pulumi up ${pulumi}`],
    [
      "npx pulumi config set --secret wandbApiKey, then npx pulumi up",
      `npx pulumi config set ${pulumi} --secret wandbApiKey, then npx pulumi up ${pulumi}`,
    ],
    ["npx azure-openai-wandb doctor --fix", `npx azure-openai-wandb doctor ${cli} --fix`],
    [
      "npx azure-openai-wandb finetune list, then npx azure-openai-wandb finetune cancel JOB, or wait",
      `npx azure-openai-wandb finetune list ${cli}, then npx azure-openai-wandb finetune cancel JOB ${cli}, or wait`,
    ],
    [
      "npx azure-openai-wandb finetune … --tier standard",
      `npx azure-openai-wandb finetune ${cli} … --tier standard`,
    ],
    [
      "Run npx azure-openai-wandb sync ftjob-1a to log it from this machine.",
      `Run npx azure-openai-wandb sync ftjob-1a ${cli} to log it from this machine.`,
    ],
    ["(npx azure-openai-wandb link)", `(npx azure-openai-wandb link ${cli})`],
    ["npx azure-openai-wandb recover --unlock", `npx azure-openai-wandb recover ${pulumi} --unlock`],
    ["npx azure-openai-wandb validate FILE", "npx azure-openai-wandb validate FILE"],
    ["az keyvault update -n kv", "az keyvault update -n kv"],
  ])("%s gets the options of the command that prints it", (text, completed) => {
    expect(completeCommands(text, target)).toBe(completed);
    expect(completeCommands(text, {})).toBe(text);
  });

  test.each([
    [{ resourceGroup: "rg", account: "a" }, "--resource-group rg --account a --vault VAULT"],
    [
      { endpoint: "https://a.openai.azure.com/" },
      "--resource-group RESOURCE_GROUP --account ACCOUNT --vault VAULT",
    ],
    [{ resourceGroup: "rg", account: "a", vault: "kv" }, "--resource-group rg --account a --vault kv"],
    [{ stack: "dev" }, "--stack dev"],
  ])("that need a whole deployment name what %j does not tell", (options, added) => {
    expect(completeCommands("npx azure-openai-wandb doctor", options)).toBe(
      `npx azure-openai-wandb doctor ${added}`,
    );
    expect(completeCommands("npx azure-openai-wandb finetune list", options)).not.toMatch(/[A-Z]{5}/);
  });

  test("get values as they are, whatever they contain", () => {
    expect(completeCommands("npx pulumi up", { stack: "$&$1" })).toBe("npx pulumi up --stack '$&$1'");
  });
});
