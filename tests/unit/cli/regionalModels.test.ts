/** The models of a region in `doctor`, by their dates in Resource Manager. */
import { modelAndTypeCheck, trainingChecks } from "../../../cli/doctor/checks/training";
import type { Examination } from "../../../cli/doctor/check";

const dayMs = 86_400_000;
const inDays = (days: number) => new Date(Date.now() + days * dayMs).toISOString();

interface Entry {
  version: string;
  lifecycleStatus?: string;
  deprecation?: { fineTune?: string };
}

/** Azure's answer for a region: a model in versions that differ in their dates alone. */
const azureWith = (entries: Entry[]) =>
  ({
    accounts: {
      models: {
        async *list() {
          yield* entries.map((entry) => ({
            kind: "OpenAI",
            model: { name: "gpt-x", capabilities: { fineTune: "true", datazoneFineTune: "true" }, ...entry },
          }));
        },
      },
    },
  }) as unknown as Examination["azure"];

/** What the checks find of the region, and of the model. */
async function examine(...entries: Entry[]) {
  const examination = {
    account: { location: "eastus2" },
    azure: azureWith(entries),
  } as unknown as Examination;
  const region = await trainingChecks.find(({ id }) => id === "training.models")!.run(examination as never);
  const facts = "facts" in region ? region.facts : {};
  const model = await modelAndTypeCheck("gpt-x", "standard").run({
    ...examination,
    models: [],
    ...facts,
  } as never);
  return { region, model };
}

test.each<[string, Entry, string]>([
  ["without a date", { version: "1" }, "passed"],
  ["with a date that cannot be read", { version: "1", deprecation: { fineTune: "soon" } }, "passed"],
  ["that is trained for a year", { version: "1", deprecation: { fineTune: inDays(365) } }, "passed"],
  [
    "that is closed to new deployments",
    { version: "1", lifecycleStatus: "Deprecating", deprecation: { fineTune: inDays(365) } },
    "passed",
  ],
  ["that is trained for another month", { version: "1", deprecation: { fineTune: inDays(30) } }, "warning"],
  ["whose training has ended", { version: "1", deprecation: { fineTune: inDays(-1) } }, "failed"],
  ["that is deprecated, without a date", { version: "1", lifecycleStatus: "Deprecated" }, "failed"],
])("a model %s has the result that the date tells", async (_what, entry, status) => {
  const { model, region } = await examine(entry);
  expect(model.status).toBe(status);
  expect(region.status).toBe(status === "failed" ? "failed" : "passed");
});

test("training in a data zone is listed beside the others", async () => {
  const { region } = await examine({ version: "1" });
  expect(region).toMatchObject({ detail: "eastus2: gpt-x (standard, datazonestandard)" });
});
