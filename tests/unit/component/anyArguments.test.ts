import fc from "fast-check";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { anyArgs, key } from "../../support/arbitraryArgs";
import { record } from "./recorder";

/** Whether an argument of that path is set, or is required and is not. */
function isNamed(args: WandbIntegrationArgs, path: string): boolean {
  const [first, second] = path.replace(/\[\d+\].*$/, "").split(".");
  const value = args[first as keyof WandbIntegrationArgs];
  return first === "wandbApiKey" || (second ? second in ((value ?? {}) as object) : value !== undefined);
}

describe("any arguments", () => {
  // Those that close the vault's network cause a warning.
  beforeAll(() => void jest.spyOn(console, "warn").mockImplementation(() => undefined));
  afterAll(() => jest.restoreAllMocks());

  const samples = fc.sample(anyArgs, { numRuns: 10_000, seed: 20261124 });

  test("are refused by the names of arguments that were given, with a reason that does not hold the key, or are accepted", () => {
    for (const args of samples) {
      const errors = validateArgs(args);
      const bad = errors.filter(
        ({ propertyPath, reason }) =>
          !isNamed(args, propertyPath) || reason.length <= 10 || reason.includes(key),
      );
      if (bad.length > 0) {
        throw new Error(JSON.stringify({ args, bad }));
      }
    }
  });

  test("that are accepted are registered without an error, each resource once", async () => {
    const accepted = samples.filter((args) => validateArgs(args).length === 0);
    expect(accepted.length).toBeGreaterThan(20);
    for (const args of accepted.slice(0, 40)) {
      const resources = await record(() => void new WandbIntegration("wandb", args), {
        existingVaultUsesRbac: args.access?.permissionModel !== "AccessPolicy",
      });
      const names = resources.map(({ type, name }) => `${type} ${name}`);
      expect(new Set(names).size).toBe(names.length);
      expect(names).toContain("azure-openai-wandb:index:WandbIntegration wandb");
    }
  });
});
