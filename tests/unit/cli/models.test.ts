import type { AzureOpenAI } from "openai";
import { methods, methodsOf } from "../../../cli/openai/methods";
import type { Method } from "../../../cli/openai/methods";
import { chooseModel, listModels, listTrainableModels } from "../../../cli/openai/models";
import type { ModelChoice } from "../../../cli/openai/models";
import { dateOf, describeDates, hasEnded } from "../../../cli/openai/lifecycle";

const year = 365 * 24 * 3600;
const clientWith = (...models: object[]) =>
  ({
    models: {
      async *list() {
        yield* models;
      },
    },
  }) as unknown as AzureOpenAI;
const model = (id: string, fineTune?: number) => ({
  id,
  capabilities: { fine_tune: true },
  ...(fineTune === undefined ? {} : { deprecation: { fine_tune: fineTune } }),
});

describe("the models that an account can train", () => {
  const now = Date.now() / 1000;

  // A retired model keeps its capabilities (recorded, Azure/azure-dev, 23 April 2026).
  test("are those whose training has not ended, and those without a date", async () => {
    const client = clientWith(model("old", now - year), model("current", now + year), model("undated"));
    expect((await listTrainableModels(client)).map(({ id }) => id)).toEqual(["current", "undated"]);
  });

  test("include fine-tuned models", async () => {
    const client = clientWith({ id: "gpt-4.1-mini-2025-04-14.ft-1", capabilities: { fine_tune: false } });
    expect(await listTrainableModels(client)).toEqual([
      { id: "gpt-4.1-mini-2025-04-14.ft-1", trainingTypes: [] },
    ]);
  });
});

const day = 86_400;
const now = Date.parse("2026-11-26T12:00:00Z");
const at = (days: number) => now / 1000 + days * day;
const id = "gpt-4.1-mini-2025-04-14";

interface Fields {
  lifecycle_status?: string | null;
  deprecation?: object | null;
}

/** What `finetune` chooses of an account with one model with these fields, and one without an end. */
async function choose(
  fields: Fields,
  options: { name?: string; method?: Method; allowRetired?: boolean } = {},
): Promise<ModelChoice> {
  const { name = "gpt-4.1-mini", ...more } = options;
  const models = await listModels(
    clientWith(
      { id, capabilities: { fine_tune: true }, ...fields },
      { id: "gpt-4o-2024-08-06", capabilities: { fine_tune: true, global_fine_tune: true } },
    ),
  );
  return chooseModel(models, name, "standard", { now, method: "supervised", ...more });
}

/** Statuses of the data plane and of Resource Manager, in their spellings. */
const statuses = [
  undefined,
  null,
  "generally-available",
  "deprecating",
  "Deprecating",
  "deprecated",
  "Deprecated",
];
const ends = [-400, -1, 0, 1, 90, 91, 400];

describe.each(statuses)("a model with the status %s", (status) => {
  test.each(ends)("whose training ends in %d days is refused, warned about or used", async (days) => {
    const choice = await choose({
      lifecycle_status: status,
      deprecation: { fine_tune: at(days), inference: at(500) },
    });
    const date = dateOf((now / 1000 + days * day) * 1000);
    if (days <= 0) {
      const { problem } = choice as { problem: string };
      expect(problem).toMatch(
        new RegExp(`^--model gpt-4.1-mini: Azure ended the training of ${id} on ${date}\\.`),
      );
      expect(problem).toMatch(
        /Specify one of: gpt-4o-2024-08-06 \(standard, globalstandard\)\. .*--allow-retired\.$/,
      );
    } else {
      expect(choice).toMatchObject({ id, lifecycle: { deploysUntil: at(500) * 1000 } });
      const { warnings } = choice as { warnings?: string[] };
      expect(warnings).toEqual(days <= 90 ? [`Azure ends the training of ${id} on ${date}.`] : undefined);
    }
  });

  test("and without a date is refused where Azure calls it deprecated", async () => {
    for (const deprecation of [undefined, null, {}, { fine_tune: null }]) {
      const isRefused = status?.toLowerCase() === "deprecated";
      expect("problem" in (await choose({ lifecycle_status: status, deprecation }))).toBe(isRefused);
    }
  });
});

describe("a model whose training has ended", () => {
  const ended = { deprecation: { fine_tune: at(-30) } };

  test("is used with --allow-retired, with a warning", async () => {
    expect(await choose(ended, { allowRetired: true })).toMatchObject({
      id,
      warnings: [expect.stringMatching(/Azure ended the training .*--allow-retired/)],
    });
  });

  test("does not hide an older version that is trained", async () => {
    const models = await listModels(
      clientWith({ ...model("gpt-4o-2024-11-20", at(-1)) }, { ...model("gpt-4o-2024-08-06", at(200)) }),
    );
    expect(chooseModel(models, "gpt-4o", "standard", { now })).toMatchObject({ id: "gpt-4o-2024-08-06" });
  });

  test("is no reason to refuse a fine-tuned model of it", async () => {
    const name = `${id}.ft-0123`;
    const models = await listModels(clientWith({ id: name, ...ended }));
    expect(chooseModel(models, name, "standard", { now })).toMatchObject({ id: name });
  });
});

describe("a method", () => {
  const everyModel = [...new Set(methods.flatMap(({ models }) => models))];
  const cases = everyModel.flatMap((name) =>
    methods.map((row) => [name, row.name, row.models.includes(name)] as const),
  );

  test.each(cases)("of %s: %s is supported (%s) or refused", async (name, method, isSupported) => {
    const models = await listModels(
      clientWith(...everyModel.map((one) => model(`${one}-2025-01-01`, at(400)))),
    );
    for (const spelled of [name, `${name}-2025-01-01`]) {
      const choice = chooseModel(models, spelled, "standard", { now, method });
      if (isSupported) {
        expect(choice).toMatchObject({ id: `${name}-2025-01-01` });
        expect(choice).not.toHaveProperty("warnings");
      } else {
        const { problem } = choice as { problem: string };
        expect(problem).toContain(`--model ${spelled} does not support`);
        const suggested = problem.split("Specify one of: ")[1]!.split("; ");
        expect(suggested.every((one) => methodsOf(one.split(" ")[0]!)!.includes(method))).toBe(true);
        expect(suggested.length).toBeGreaterThan(0);
      }
    }
  });

  test("that a model does not support is told beside a training type that the region does not offer", async () => {
    const models = await listModels(
      clientWith(model("o4-mini-2025-04-16", at(400)), model("gpt-4.1-2025-04-14", at(400))),
    );
    const { problem } = chooseModel(models, "o4-mini", "developerTier", { now, method: "dpo" }) as {
      problem: string;
    };
    expect(problem).toMatch(
      /^--tier developerTier: .* Use standard, or another region\. --model o4-mini does not support .*: gpt-4\.1-2025/,
    );
  });

  test("of a fine-tuned model is that of its base model", async () => {
    const name = "o4-mini-2025-04-16.ft-0123-mine";
    const models = await listModels(clientWith({ id: name }));
    expect(chooseModel(models, name, "standard", { now, method: "reinforcement" })).toMatchObject({
      id: name,
    });
    expect(chooseModel(models, name, "standard", { now, method: "supervised" })).toHaveProperty("problem");
  });

  test("of a model that is newer than the table is not refused, with a warning", async () => {
    const models = await listModels(clientWith(model("gpt-7-mini-2027-01-01", at(400))));
    expect(chooseModel(models, "gpt-7-mini", "standard", { now, method: "dpo" })).toMatchObject({
      id: "gpt-7-mini-2027-01-01",
      warnings: [expect.stringMatching(/Whether gpt-7-mini-2027-01-01 supports dpo is not known/)],
    });
  });

  test("has a default model that supports it", () => {
    for (const { name, defaultModel } of methods) {
      expect(methodsOf(defaultModel)).toContain(name);
    }
  });
});

describe("the dates of a model", () => {
  test("are told as Azure has them, and a date that no calendar has is not an error", () => {
    const lifecycle = { trainsUntil: Date.parse("2027-04-14"), deploysUntil: Date.parse("2027-10-14") };
    expect(describeDates(lifecycle)).toBe("training until 2027-04-14, deployments until 2027-10-14");
    expect(describeDates({})).toBe("");
    expect(describeDates({ trainsUntil: 1e20 })).toBe("training until ?");
    expect(hasEnded({ status: "Legacy" }, now)).toBe(false);
  });
});
