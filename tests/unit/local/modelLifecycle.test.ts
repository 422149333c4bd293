import { endsSoon, hasEnded } from "../../../cli/openai/lifecycle";
import { models } from "../../../local/azure/arm/cognitiveservices/model/catalogue";
import { catalogueDay, deprecationOf } from "../../../local/azure/arm/cognitiveservices/model/deprecation";
import {
  isClosed,
  isRetired,
  isTrainingOver,
  lifecycleStatusOf,
} from "../../../local/azure/arm/cognitiveservices/model/lifecycle";
import type { Lifecycle } from "../../../local/azure/arm/cognitiveservices/model/lifecycle";
import { listModels } from "../../../local/azure/arm/cognitiveservices/model/listedModels";
import { findBaseModel } from "../../../local/azure/openai/model/models";

/** What the life cycle depends on: a date, and whether the subscription has used the models before. */
const on = (date: string, existingCustomer = true): Lifecycle =>
  ({
    clock: { now: () => Date.parse(`${date}T12:00:00Z`) },
    settings: { current: { existingCustomer } },
  }) as Lifecycle;
const modelOf = (id: string) => findBaseModel(id)!;

// The dates are Azure's own until the day of the catalogue, on whatever day the tests run.
beforeEach(() => void jest.spyOn(Date, "now").mockReturnValue(catalogueDay));
afterEach(() => jest.restoreAllMocks());

// Azure's retirement dates of 2 September 2026.
describe("training a model", () => {
  test.each<[string, string, string]>([
    ["gpt-4.1-2025-04-14", "2027-04-13", "2027-04-14"],
    ["gpt-4.1-mini-2025-04-14", "2027-04-13", "2027-04-14"],
    ["gpt-4.1-nano-2025-04-14", "2027-04-13", "2027-04-14"],
    ["gpt-4o-2024-08-06", "2027-03-31", "2027-04-01"],
    ["gpt-4o-mini-2024-07-18", "2027-03-31", "2027-04-01"],
    ["o4-mini-2025-04-16", "2027-04-15", "2027-04-16"],
    ["gpt-35-turbo-0125", "2025-10-27", "2025-10-28"],
  ])("%s ends between %s and %s for who has used it", (id, last, first) => {
    expect(isTrainingOver(on(last), modelOf(id))).toBe(false);
    expect(isTrainingOver(on(first), modelOf(id))).toBe(true);
  });

  test("o4-mini ends with its base model for who has not", () => {
    expect(isTrainingOver(on("2026-10-15", false), modelOf("o4-mini-2025-04-16"))).toBe(false);
    expect(isTrainingOver(on("2026-10-16", false), modelOf("o4-mini-2025-04-16"))).toBe(true);
    expect(isTrainingOver(on("2026-11-26", true), modelOf("o4-mini-2025-04-16"))).toBe(false);
  });
});

describe("the status of a model", () => {
  test.each<[string, string, string]>([
    ["gpt-4.1-2025-04-14", "2026-11-26", "Deprecating"],
    ["gpt-4.1-2025-04-14", "2027-04-14", "Deprecated"],
    ["o4-mini-2025-04-16", "2026-10-15", "Deprecating"],
    ["o4-mini-2025-04-16", "2026-10-16", "Deprecated"],
    ["gpt-5-2025-08-07", "2026-11-26", "GenerallyAvailable"],
    ["gpt-35-turbo-1106", "2026-11-26", "Deprecated"],
  ])("%s on %s is %s, and Resource Manager lists it", (id, date, status) => {
    const model = modelOf(id);
    expect(lifecycleStatusOf(on(date), model)).toBe(status);
    const listed = listModels(on(date), "eastus2").map(({ model: listedModel }) => listedModel);
    expect(listed).toContainEqual(
      expect.objectContaining({ name: model.name, version: model.version, lifecycleStatus: status }),
    );
  });

  test("is deprecated exactly for models that are not deployed any more", () => {
    for (const date of ["2025-01-01", "2026-10-16", "2026-11-26", "2027-04-14", "2030-01-01"]) {
      for (const model of models) {
        const status = lifecycleStatusOf(on(date), model);
        expect([model.name, status === "Deprecated"]).toEqual([model.name, isRetired(on(date), model)]);
        expect(isClosed(on(date), model)).toBe(false);
        expect(isClosed(on(date, false), model)).toBe(status === "Deprecating");
      }
    }
  });
});

describe("years after the catalogue", () => {
  const dayMs = 86_400_000;
  const days = [0, 1, 89, 365, 1_000, 10_000].map((after) => catalogueDay + after * dayMs + 43_200_000);
  /** At the machine's time, without a moved clock. */
  const at = (now: number): Lifecycle =>
    ({ clock: { now: () => now }, settings: { current: { existingCustomer: true } } }) as Lifecycle;
  const stateOf = (now: number) =>
    models.map((model) => {
      jest.spyOn(Date, "now").mockReturnValue(now);
      const { fineTune } = deprecationOf(model);
      const lifecycle = { status: lifecycleStatusOf(at(now), model), trainsUntil: Date.parse(fineTune) };
      return {
        model: `${model.name}-${model.version}`,
        status: lifecycle.status,
        isTrainingOver: isTrainingOver(at(now), model),
        isRefusedByTheCli: hasEnded(lifecycle),
        isWarnedOf: endsSoon(lifecycle),
      };
    });

  test.each(days)(
    "at %d, each model is trained, refused and warned of as on the day of the catalogue",
    (now) => {
      expect(stateOf(now)).toEqual(stateOf(catalogueDay));
      expect(stateOf(now).filter(({ isWarnedOf }) => isWarnedOf)).toEqual([]);
    },
  );

  test("dates stay days in Azure's form, as far ahead as they were, and past ones stay", () => {
    const model = modelOf("gpt-4.1-2025-04-14");
    expect(deprecationOf(model, catalogueDay - 1).fineTune).toBe("2027-04-14T00:00:00Z");
    expect(deprecationOf(model, catalogueDay + 365.9 * dayMs).fineTune).toBe("2028-04-13T00:00:00Z");
    expect(deprecationOf(modelOf("gpt-35-turbo-0125"), catalogueDay + 365 * dayMs)).toEqual({
      fineTune: "2025-10-28T00:00:00Z",
      inference: "2025-11-14T00:00:00Z",
    });
    expect(deprecationOf(modelOf("o4-mini-2025-04-16"), catalogueDay + dayMs)).toEqual({
      fineTune: "2027-04-17T00:00:00Z",
      inference: "2026-10-16T00:00:00Z",
    });
  });

  test("a clock that a test moves reaches them", () => {
    const now = catalogueDay + 1_000 * dayMs;
    jest.spyOn(Date, "now").mockReturnValue(now);
    expect(isTrainingOver(at(now + 365 * dayMs), modelOf("gpt-4.1-2025-04-14"))).toBe(true);
  });
});

test("each SKU of a model has the date of its retirement", () => {
  for (const { model } of listModels(on("2026-11-26"), "swedencentral")) {
    const { deprecation, skus } = model as {
      deprecation: { inference: string };
      skus: { deprecationDate: string }[];
    };
    expect(skus.map(({ deprecationDate }) => deprecationDate)).toEqual([deprecation.inference]);
  }
});
