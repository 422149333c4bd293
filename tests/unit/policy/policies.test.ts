import { problemsOfNames } from "../../../policy/configuration";
import { policies } from "../../../policy/policies/table";
import { kindOf } from "../../../policy/resources/kinds";
import { unknown, violationsInStack, violationsOf } from "../../support/policies";
import { declaredBy, policyCases } from "./policyCases";

const label = (value: unknown) => JSON.stringify(value) ?? "nothing";
const good = policyCases.flatMap((row) =>
  row.good.map((value) => [row.policy, label(value), row, value] as const),
);
const bad = policyCases.flatMap((row) =>
  row.bad.map(([value, problem]) => [row.policy, label(value), row, value, problem] as const),
);

/** Policies that are not about one property of one resource have tests of their own. */
const ownTests = ["audit-logs", "delete-lock", "plain-text-key", "shared-key-account"];
const isOnIdentity = (policy: string) => policy.startsWith("identity-");

describe("the table of policies", () => {
  test("has a good and a bad resource for each policy", () => {
    const tested = [...new Set(policyCases.map(({ policy }) => policy)), ...ownTests];
    expect(policies.map(({ name }) => name).sort()).toEqual(tested.sort());
  });

  test("has one name, a rule and a remedy for each policy, and describes each setting", () => {
    expect(new Set(policies.map(({ name }) => name)).size).toBe(policies.length);
    for (const { name, rule, settings } of policies) {
      expect([name, name]).toEqual([name, expect.stringMatching(/^[a-z]+(-[a-z]+)+$/)]);
      expect([name, rule]).toEqual([name, expect.stringMatching(/^[A-Z].*\.$/)]);
      expect(Object.values(settings).filter(({ description }) => !description)).toEqual([]);
    }
  });
});

describe("a policy on a child of an integration", () => {
  test.each(good)("%s accepts %s", async (policy, _label, row, value) => {
    expect(await violationsOf(policy, declaredBy(row, value, "wandb"), row.settings)).toEqual([]);
  });

  test.each(bad)(
    "%s refuses %s with the resource and the argument",
    async (policy, _label, row, value, problem) => {
      const messages = await violationsOf(policy, declaredBy(row, value, "wandb"), row.settings);
      expect(messages).toEqual([expect.stringMatching(problem)]);
      expect(messages[0]).toContain(`"${row.name ?? "example"}" of WandbIntegration "wandb" `);
      expect(messages[0]).toMatch(row.remedies[0]);
    },
  );

  test.each(policyCases.map((row) => [row.policy, row.reads, row] as const))(
    "%s has no violation while %s is not known",
    async (policy, _reads, row) => {
      expect(await violationsOf(policy, declaredBy(row, unknown, "wandb"), row.settings)).toEqual([]);
    },
  );
});

describe("a policy on a resource outside of integrations", () => {
  test.each(bad)("%s does not check %s", async (policy, _label, row, value) => {
    expect(await violationsOf(policy, declaredBy(row, value), row.settings)).toEqual([]);
    expect(await violationsInStack(policy, [declaredBy(row, value)], row.settings)).toEqual([]);
  });

  test.each(bad.filter(([policy]) => !isOnIdentity(policy)))(
    "%s refuses %s with the property to set, where the scope is all",
    async (policy, _label, row, value, problem) => {
      const settings = { ...row.settings, scope: "all" };
      const messages = await violationsOf(policy, declaredBy(row, value), settings);
      expect(messages).toEqual([expect.stringMatching(problem)]);
      expect(messages[0]).toMatch(row.remedies[1]);
      expect(messages[0]).not.toContain("WandbIntegration");
      // Not a second time at the end.
      expect(await violationsInStack(policy, [declaredBy(row, value)], settings)).toEqual([]);
    },
  );

  const secretOf = (used: string) => ({
    type: "azure-native:keyvault:Secret",
    name: "wandb-secret",
    integration: "wandb",
    props: {},
    dependencies: { vaultName: [used] },
  });
  const deploymentOn = (used: string) => ({
    type: "azure-native:cognitiveservices:Deployment",
    name: "wandb-deployment-chat",
    integration: "wandb",
    props: {},
    dependencies: { accountName: [used] },
  });

  test.each(bad.filter(([, , { type }]) => /:(Vault|Account)$/.test(type)))(
    "%s refuses %s, where an integration uses it",
    async (policy, _label, row, value, problem) => {
      const user = row.type.endsWith("Vault") ? secretOf("example") : deploymentOn("example");
      const found = await violationsInStack(policy, [declaredBy(row, value), user], row.settings);
      expect(found).toEqual([["example", expect.stringMatching(problem)]]);
      expect(found[0]![1]).toMatch(row.remedies[1]);
    },
  );

  test.each(bad.filter(([policy, , { type }]) => isOnIdentity(policy) && type.endsWith("RoleAssignment")))(
    "%s refuses %s, where a program assigns it to the identity of an integration's account",
    async (policy, _label, row, value, problem) => {
      const account = {
        type: "azure-native:cognitiveservices:Account",
        name: "wandb-account",
        integration: "wandb",
      };
      const assignment = { ...declaredBy(row, value), dependencies: { principalId: ["wandb-account"] } };
      const found = await violationsInStack(policy, [{ ...account, props: {} }, assignment], row.settings);
      expect(found).toEqual([[row.name, expect.stringMatching(problem)]]);
      expect(found[0]![1]).toMatch(row.remedies[1]);
    },
  );
});

describe("the names in a configuration", () => {
  test("are those of the table, or all", () => {
    const configured = policies.map(({ name, settings }) => [name, Object.keys(settings)]);
    expect(problemsOfNames({ all: [], ...Object.fromEntries(configured) })).toEqual([]);
  });

  test("are refused all at once, where there is no such policy or setting", () => {
    expect(
      problemsOfNames({
        "vault-purge-protections": [],
        "identity-role": ["role", "scope"],
        "plain-text-key": ["scope"],
      }),
    ).toEqual([
      'The policy "identity-role" has no setting "role". It has roles.',
      'The policy "identity-role" has no setting "scope". It has roles.',
      'The policy "plain-text-key" has no setting "scope". It has none besides its level.',
      expect.stringMatching(/^There is no policy "vault-purge-protections": see https:/),
    ]);
  });
});

test.each([
  ["azure-native:keyvault:Vault", "vault"],
  ["azure-native:keyvault/v20230701:Vault", "vault"],
  ["azure-native_keyvault_v20230701:keyvault:Vault", "vault"],
  ["azure-native:cognitiveservices:Account", "account"],
  ["azure-native:storage:Account", undefined],
  ["azure:keyvault/keyVault:KeyVault", undefined],
  ["pulumi:pulumi:Stack", undefined],
])("%s is of kind %s", (type, kind) => {
  expect(kindOf(type)).toBe(kind);
});

describe.each([
  ["audit-logs", "azure-native:monitor:DiagnosticSetting", "resourceUri", /diagnostics\.workspaceId/],
  ["delete-lock", "azure-native:authorization:ManagementLockByScope", "scope", /deleteLock to true/],
])("%s", (policy, type, property, argument) => {
  const own = { type: "azure-native:keyvault:Vault", name: "wandb-vault", integration: "wandb", props: {} };
  const other = { type: "azure-native:keyvault:Vault", name: "other-vault", props: {} };
  const on = (name: string, used: string) => ({
    type,
    name,
    props: {},
    dependencies: { [property]: [used] },
  });

  test("refuses the account and the vault of an integration without one, and no others", async () => {
    const account = { ...own, type: "azure-native:cognitiveservices:Account", name: "wandb-account" };
    const found = await violationsInStack(policy, [own, account, other, on("a", "other-vault")]);
    expect(found.map(([name]) => name)).toEqual(["wandb-vault", "wandb-account"]);
    expect(found[0]![1]).toMatch(argument);
  });

  test("accepts one that the component or the program creates", async () => {
    expect(
      await violationsInStack(policy, [own, { ...on("a", "wandb-vault"), integration: "wandb" }]),
    ).toEqual([]);
    expect(await violationsInStack(policy, [own, on("a", "wandb-vault")])).toEqual([]);
  });

  test("refuses the vault of the program that an integration uses", async () => {
    const secret = {
      type: "azure-native:keyvault:Secret",
      name: "wandb-secret",
      integration: "wandb",
      props: {},
    };
    const stack = [other, { ...secret, dependencies: { vaultName: ["other-vault"] } }];
    expect((await violationsInStack(policy, stack)).map(([name]) => name)).toEqual(["other-vault"]);
  });
});

describe("a key in a shared vault", () => {
  const vault = { type: "azure-native:keyvault:Vault", props: {} };
  const secretIn = (integration: string, tags: object | undefined, used: string[]) => ({
    type: "azure-native:keyvault:Secret",
    name: `${integration}-secret`,
    integration,
    props: tags ? { tags } : {},
    dependencies: { vaultName: used },
  });
  const check = (declared: Parameters<typeof violationsInStack>[1], settings = {}) =>
    violationsInStack("shared-key-account", declared, settings);
  const own = { ...vault, name: "a-vault", integration: "a" };
  const service = { wandbAccountType: "service" };

  test("of one integration is not shared: no tag is needed", async () => {
    expect(await check([own, secretIn("a", undefined, ["a-vault"])])).toEqual([]);
    expect(await check([{ ...vault, name: "hand" }, secretIn("a", undefined, ["hand"])])).toEqual([]);
  });

  test("of two integrations, or of another stack, is declared by a tag", async () => {
    const both = [own, secretIn("a", undefined, ["a-vault"]), secretIn("b", service, ["a-vault"])];
    expect(await check(both)).toEqual([
      [
        "a-secret",
        expect.stringMatching(/is in a shared vault.*set secret\.tags\.wandbAccountType to service/),
      ],
    ]);
    expect(await check([secretIn("a", { wandbAccountType: "personal" }, [])])).toHaveLength(1);
    expect(await check([secretIn("a", service, [])])).toEqual([]);
    expect(await check([secretIn("a", { owner: "bot" }, [])], { tag: "owner", value: "bot" })).toEqual([]);
  });

  test("whose tags are not known has no violation", async () => {
    expect(await check([{ ...secretIn("a", {}, []), props: { tags: unknown } }])).toEqual([]);
  });
});
