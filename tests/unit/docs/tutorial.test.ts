import * as fs from "node:fs";
import * as path from "node:path";
import * as pulumi from "@pulumi/pulumi";
import * as ts from "typescript";
import * as component from "../../../components/index";
import { componentType } from "../../../components/componentType";
import { record } from "../component/recorder";

const page = fs.readFileSync(
  path.join(__dirname, "../../../docs/tutorials/platform-with-three-teams.md"),
  "utf8",
);

/** The files of the tutorial's program, in the order of the page. */
const [teams, program] = [...page.matchAll(/^```ts\n([^]*?)^```$/gm)].map(([, code]) => code!);

/** Runs a file as Pulumi does, with the modules that it imports. */
function run(code: string, modules: Record<string, unknown>): Record<string, unknown> {
  const { outputText } = ts.transpileModule(code, {
    compilerOptions: {
      module: ts.ModuleKind.CommonJS,
      target: ts.ScriptTarget.ES2022,
      esModuleInterop: true,
    },
  });
  const exports = {};
  // The tutorial's code, as a reader copies it.
  new Function("exports", "require", outputText)(exports, (name: string) => {
    const found =
      modules[name] ?? (name.startsWith("@pulumi/") ? (jest.requireActual(name) as unknown) : undefined);
    if (found === undefined) {
      throw new Error(`The tutorial imports ${name}.`);
    }
    return found;
  });
  return exports;
}

describe("the program of docs/tutorials/platform-with-three-teams.md", () => {
  test("creates an integration for each of three teams, and exports no key", async () => {
    let exported: Record<string, unknown> = {};
    const resources = await record(() => {
      const teamNames = ["research", "product", "support"];
      const keys = Object.fromEntries(teamNames.map((team) => [team, "0123456789".repeat(4)]));
      pulumi.runtime.setConfig("project:wandbApiKeys", JSON.stringify(keys));
      const modules = {
        "azure-openai-wandb": component,
        "./teams": run(teams!, { "azure-openai-wandb": component }),
      };
      exported = run(program!, modules);
    });
    const named = resources.filter(({ type }) => type === componentType).map(({ name }) => name);
    expect(named.sort()).toEqual(["product", "research", "support"]);
    const integrations = Object.entries(exported.integrations as Record<string, object>);
    expect(integrations.map(([team]) => team).sort()).toEqual(named.sort());
    for (const [, outputs] of integrations) {
      expect(Object.keys(outputs)).toEqual(["accountName", "endpoint", "vaultUrl", "secretName"]);
    }
    const roles = resources.filter(({ type }) => type.endsWith(":RoleAssignment"));
    expect(roles.some(({ inputs }) => inputs.principalId === "11111111-1111-4111-8111-111111111111")).toBe(
      true,
    );
  });
});
