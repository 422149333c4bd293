import type { AzureOpenAI } from "openai";
import { listTrainableModels } from "../../../cli/openai/models";

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
