import * as path from "node:path";
import { argumentShapes } from "../../components/validation/argumentShapes";
import type { Shape } from "../../components/validation/shape";
import { key } from "../support/arbitraryArgs";
import {
  everyExistingArgument,
  everyNewArgument,
  schemaPaths,
  shapeAt,
  valueAt,
} from "../support/everyArgument";
import { root, StackProject } from "../support/stackProject";
import { addYaml, describeWithYaml } from "../support/yamlHost";

jest.setTimeout(300_000);

/** How YAML passes a value: plain, as a secret, or as the output of another resource. */
type Form = (value: unknown) => unknown;
const secret: Form = (value) => ({ "fn::secret": value });
/** Texts of another resource, which the first preview does not know. YAML's own types refuse a text in place of a number or a flag. */
const unknown: Form = (value) => {
  if (Array.isArray(value)) {
    return value.map(unknown);
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, unknown(item)]));
  }
  return typeof value === "string" ? "${gate.vaultUrl}" : value;
};

const isPlain = (shape: Shape) => "plainBecause" in shape && shape.plainBecause !== undefined;

/** Applies a form to each value that accepts an output. */
function inForm(shape: Shape, value: unknown, form: Form): unknown {
  switch (shape.kind) {
    case "value":
      return isPlain(shape) ? value : form(value);
    case "list": {
      const items = (value as unknown[]).map((item) => inForm(shape.items, item, form));
      return isPlain(shape) || shape.items.kind === "object" ? items : form(value);
    }
    case "record":
      return form(value);
    case "object":
      return Object.fromEntries(
        Object.entries(value as object).map(([name, item]) => [
          name,
          inForm(shape.properties[name]!, item, form),
        ]),
      );
  }
}

/** Applies a form to each value that has to be plain; an object whose values may be outputs stays. */
function plainInForm(shape: Shape, value: unknown, form: Form): unknown {
  if (isPlain(shape)) {
    return form(value);
  }
  return shape.kind === "object"
    ? Object.fromEntries(
        Object.entries(value as object).map(([name, item]) => [
          name,
          plainInForm(shape.properties[name]!, item, form),
        ]),
      )
    : value;
}

const program = (properties: unknown) =>
  JSON.stringify({
    name: "forms",
    runtime: "yaml",
    packages: { "azure-openai-wandb": path.join(root, "components") },
    resources: {
      gate: {
        type: "azure-openai-wandb:WandbIntegration",
        properties: { resourceGroupName: "rg", location: "swedencentral", wandbApiKey: key },
      },
      team: { type: "azure-openai-wandb:WandbIntegration", properties },
    },
  });

describeWithYaml("arguments from YAML", () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await StackProject.create({ bare: true, files: { "Pulumi.yaml": program({}) } });
    addYaml(project);
    await project.init({}, null);
  });
  afterAll(() => project?.close());

  const preview = async (properties: unknown) => {
    project.write("Pulumi.yaml", program(properties));
    const args = ["preview", "--non-interactive", "--json"];
    const { code, stdout, stderr } = await project.run("pulumi", args);
    return { code, output: stdout + stderr, stdout };
  };
  const creations = (stdout: string) =>
    (JSON.parse(stdout) as { steps: { op: string; urn: string }[] }).steps
      .map(({ op, urn }) => `${op} ${urn.split("::").slice(2).join(" ")}`)
      .sort();

  test("preview the same resources where they are secrets, or unknown, as where they are plain", async () => {
    const args = everyNewArgument();
    const plain = await preview(args);
    expect([plain.code, plain.code === 0 ? "" : plain.output.slice(0, 3000)]).toEqual([0, ""]);
    for (const form of [secret, unknown]) {
      const other = await preview(inForm(argumentShapes, args, form));
      expect([other.code, other.code === 0 ? creations(other.stdout) : other.output]).toEqual([
        0,
        creations(plain.stdout),
      ]);
    }
  });

  test.each([
    ["secrets", secret],
    ["unknown", unknown],
  ])(
    "that have to be plain are all refused by name where they are %s, without an error of JavaScript",
    async (_what, form) => {
      for (const args of [everyNewArgument(), everyExistingArgument("name")]) {
        const { code, output } = await preview(plainInForm(argumentShapes, args, form));
        const text = output.replace(/\s+/g, " ");
        expect(code).not.toBe(0);
        expect(text).not.toMatch(/TypeError|is not a function|\.ts:\d+:\d+/);
        const plainPaths = schemaPaths().filter((at) => {
          const value = valueAt(args, at);
          // A list of secrets is one secret; what is unknown is a text in it.
          return (
            value !== undefined &&
            isPlain(shapeAt(at)) &&
            (form === unknown ? typeof value === "string" : !at.includes("[0]."))
          );
        });
        for (const at of plainPaths) {
          expect(text).toContain(`${at} must be plain, and is an output`);
        }
      }
    },
  );
});
