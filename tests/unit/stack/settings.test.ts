import * as fs from "node:fs";
import * as path from "node:path";
import { readSettings, settingsError } from "../../../stack/settings";

const root = path.join(__dirname, "../../..");
const read = (config: Record<string, string>) =>
  readSettings(
    "azure-openai-wandb",
    "dev",
    Object.fromEntries(Object.entries(config).map(([name, value]) => [`azure-openai-wandb:${name}`, value])),
  );

/** Names under `config:` of Pulumi.yaml, and the lines below each. */
function declared(): Map<string, string> {
  const text = fs.readFileSync(path.join(root, "Pulumi.yaml"), "utf8").split("\nconfig:\n")[1]!;
  return new Map(
    [...text.matchAll(/^ {2}(\w+):\n((?: {4}.*\n)+)/gm)].map(([, name, body]) => [name!, body!]),
  );
}

describe("settings", () => {
  test("are declared in Pulumi.yaml with type, description and default, the key as a secret without default", () => {
    const settings = declared();
    expect(settings.size).toBeGreaterThan(10);
    for (const [name, body] of settings) {
      expect({ name, body }).toMatchObject({ body: expect.stringMatching(/^ {4}type: /m) });
      expect({ name, body }).toMatchObject({ body: expect.stringMatching(/^ {4}description: /m) });
      expect({ name, hasDefault: /^ {4}default: /m.test(body) }).toEqual({
        name,
        hasDefault: name !== "wandbApiKey",
      });
    }
    expect(settings.get("wandbApiKey")).toMatch(/^ {4}secret: true$/m);
  });

  test("that Pulumi.yaml declares are the settings that the stack reads, and no others", () => {
    for (const name of declared().keys()) {
      expect(read({ [name]: "" }).problems).toEqual([]);
    }
    const { problems } = read({ nonsense: "1" });
    const listed = problems[0]!.reason.split("use one of ")[1]!.split(", ");
    expect(listed.sort()).toEqual([...declared().keys()].sort());
  });

  test("that do not exist are refused by name, with how to remove them; other namespaces are left alone", () => {
    const { problems } = readSettings("azure-openai-wandb", "dev", {
      "azure-openai-wandb:wandbApikey": "x",
      "azure-native:location": "swedencentral",
    });
    expect(problems).toEqual([
      { setting: "wandbApikey", reason: expect.stringContaining("pulumi config rm wandbApikey") },
    ]);
  });

  test("that are empty leave the choice to the component", () => {
    const { settings, problems } = read({ vaultName: "", accountName: "", enablePurgeProtection: "" });
    expect(problems).toEqual([]);
    expect(settings.args).toMatchObject({
      vaultName: undefined,
      accountName: undefined,
      enablePurgeProtection: undefined,
    });
    expect(settings.resourceGroupName).toBe("rg-openai-wandb-dev");
  });

  test("tags are read as name=value, and a malformed one is refused", () => {
    const { settings, problems } = read({ tags: JSON.stringify(["team=ml", "note=a=b", "oops"]) });
    expect(settings.tags).toMatchObject({ team: "ml", note: "a=b", stack: "dev" });
    expect(problems).toEqual([{ setting: "tags[2]", reason: expect.stringContaining("name=value") }]);
  });

  test("a date without quotes, which YAML takes for one, is the date that was meant", () => {
    for (const [given, meant] of [
      ["2036-01-31 12:30:00 +0000 UTC", "2036-01-31T12:30:00+00:00"],
      ["2036-01-31 12:30:00 +0200 +0200", "2036-01-31T12:30:00+02:00"],
      ["2036-01-31T12:30:00Z", "2036-01-31T12:30:00Z"],
    ]) {
      expect(read({ secretExpiresOn: given! }).settings.args.secret).toEqual({ expiresOn: meant });
    }
  });

  test("as many tags as a secret takes are taken, one more is refused, and the stack's own may be set", () => {
    const tags = (count: number) => Array.from({ length: count }, (_, index) => `tag${index}=x`);
    expect(read({ tags: JSON.stringify(tags(13)) }).problems).toEqual([]);
    expect(read({ tags: JSON.stringify([...tags(13), "stack=mine"]) }).problems).toEqual([]);
    expect(read({ tags: JSON.stringify(tags(14)) }).problems).toMatchObject([{ setting: "tags" }]);
  });

  test("all problems are in one message, each by its setting", () => {
    const error = settingsError([
      { setting: "a", reason: "is wrong" },
      { setting: "b", reason: "is wrong too" },
    ]);
    expect(error.message).toBe(
      "2 settings are wrong; nothing was deployed:\n  - a is wrong\n  - b is wrong too",
    );
  });
});
