import * as fc from "fast-check";
import { propertiesAsSent } from "../../../policy/resources/inputsAsSent";
import type { Declared } from "../../support/policies";
import { secret, unknown, violationsInStack, violationsOf } from "../../support/policies";

const olderKey = "0123456789abcdef0123456789abcdef01234567";
const newerKey = `wandb_v1_${"Ab3_".repeat(20)}`;
const commit = "89abcdef0123456789abcdef0123456789abcdef";

const app = (props: Record<string, unknown>): Declared => ({
  type: "azure-native:app:ContainerApp",
  name: "app",
  props,
});
const check = (declared: Declared) => violationsOf("plain-text-key", declared);
const foundAt = (path: string) => [expect.stringContaining(` has a W&B API key in plain text at ${path}. `)];

describe("a W&B API key in plain text", () => {
  test.each([
    ["by its form", { properties: { note: newerKey } }, "properties.note"],
    ["within a text", { properties: { script: `login ${newerKey} now` } }, "properties.script"],
    ["by its property", { wandbApiKey: olderKey }, "wandbApiKey"],
    [
      "as a JSON Web Token",
      { wandb_token: `eyJ${"a1".repeat(20)}.eyJ${"b2".repeat(20)}.${"c3".repeat(20)}` },
      "wandb_token",
    ],
    [
      "by its variable",
      {
        env: [
          { name: "A", value: "1" },
          { name: "WANDB_API_KEY", value: olderKey },
        ],
      },
      "env[1].value",
    ],
    ["in a script", { userData: `#!/bin/sh\nexport WANDB_API_KEY="${olderKey}"\n` }, "userData"],
    [
      "in encoded user data",
      { customData: Buffer.from(`export WANDB_API_KEY=${olderKey}; python train.py`).toString("base64") },
      "customData",
    ],
    ["beside a secret", { wandbApiKey: secret(olderKey), apiKey: olderKey }, "apiKey"],
    ["beside unknown values", { id: unknown, wandb: { apiKey: olderKey } }, "wandb.apiKey"],
    [
      "in an asset",
      { source: { "4dabf18193072939515e22adb298388d": "c44067f5952c0a294b673a41bacd8c17", text: newerKey } },
      "source.text",
    ],
  ])("is found %s", async (_how, props, path) => {
    const messages = await check(app(props));
    expect(messages).toEqual(foundAt(path));
    expect(messages[0]).toMatch(/Pass the key as a secret.*Rotate the key/);
  });

  test("is found in the value of a vault's secret", async () => {
    const vaultSecret = {
      type: "azure-native:keyvault:Secret",
      name: "by-hand",
      props: { properties: { value: newerKey } },
    };
    expect(await check(vaultSecret)).toEqual(foundAt("properties.value"));
    expect(await check({ ...vaultSecret, props: { properties: { value: secret(newerKey) } } })).toEqual([]);
    expect(await check({ ...vaultSecret, props: { properties: secret({ value: newerKey }) } })).toEqual([]);
  });

  test.each([
    ["a secret", { wandbApiKey: secret(olderKey) }],
    ["a commit", { tags: { commit }, properties: { revision: commit } }],
    [
      "names and URIs of what holds the key",
      {
        wandbKeySecret: "wandb-api-key",
        wandbSecret: "https://kv-wandb.vault.azure.net/secrets/wandb-api-key",
        wandbKeyVaultResourceGroup: "rg-platform-wandb-production-swedencentral-01",
        wandbToken: "kv-wandb-production-swedencentral.privatelink.contoso",
      },
    ],
    ["a placeholder", { wandbApiKey: "<your W&B API key, 40 or more characters long>" }],
    ["an unknown value", { wandbApiKey: unknown }],
    ["numbers, nulls and an empty text", { apiKey: 42, wandbApiKey: null, other: "" }],
  ])("is not seen in %s", async (_what, props) => {
    expect(await check(app(props))).toEqual([]);
  });

  test("of a vault's secret is found wherever it is, and in the outputs of the stack", async () => {
    const key = "fedcba9876543210fedcba9876543210fedcba98";
    const stored = {
      type: "azure-native:keyvault:Secret",
      name: "s",
      props: { properties: { value: secret(key) } },
    };
    expect(await check(app({ tags: { commit: key } }))).toEqual([]);
    expect(await check(stored)).toEqual([]);
    expect(await check(app({ tags: { commit: key } }))).toEqual(foundAt("tags.commit"));
    const outputs = {
      type: "pulumi:pulumi:Stack",
      name: "platform-dev",
      props: { revision: key, hidden: secret(key) },
    };
    expect(await violationsInStack("plain-text-key", [outputs])).toEqual([
      ["platform-dev", foundAt("revision")[0]],
    ]);
  });

  test("is found at any depth unless it is a secret, and no message contains it", async () => {
    const keys = fc.stringMatching(/^wandb_v1_[A-Za-z0-9]{77}$/);
    const names = fc.stringMatching(/^[a-z]{1,8}$/);
    const place = fc.array(fc.oneof(names, fc.constant(0)), { minLength: 1, maxLength: 6 });
    const wrap = (path: readonly (string | number)[], value: unknown): unknown =>
      path.reduceRight<unknown>((inner, step) => (step === 0 ? [inner] : { [step]: inner }), value);
    await fc.assert(
      fc.asyncProperty(keys, place, fc.nat(6), fc.boolean(), async (key, path, at, isKeyName) => {
        const plain = await check(app({ root: wrap(path, isKeyName ? { [key]: key } : key) }));
        expect(plain).toHaveLength(1);
        expect(plain[0]).not.toContain(key);
        const depth = Math.min(at, path.length);
        const hidden = wrap(path.slice(0, depth), secret(wrap(path.slice(depth), key)));
        expect(await check(app({ root: hidden }))).toEqual([]);
      }),
      { numRuns: 100 },
    );
  });

  test("is not looked for where the SDK has removed the mark of secrets: that is an error", () => {
    expect(() => propertiesAsSent({ props: { wandbApiKey: olderKey } })).toThrow(
      "@pulumi/policy has removed the mark of secrets. Install the version that azure-openai-wandb-policy requires.",
    );
  });
});
