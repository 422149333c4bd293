import {
  parseTrainingFile,
  toExamples,
  toPreferences,
  toPrompts,
} from "../../../local/azure/openai/model/trainingFile";
import { LanguageModel } from "../../../local/azure/openai/training/languageModel";
import type { Weights } from "../../../local/azure/openai/training/languageModel";
import {
  addPreferenceGradient,
  marginOf,
  preferenceLoss,
  PreferenceTraining,
} from "../../../local/azure/openai/training/preferenceTraining";
import { ReinforcementTraining } from "../../../local/azure/openai/training/reinforcementTraining";
import { toAnswerSamples } from "../../../local/azure/openai/training/samples";
import { seededRandom } from "../../../local/azure/openai/training/seededRandom";
import { SupervisedTraining } from "../../../local/azure/openai/training/supervisedTraining";
import type { Step, Trainer } from "../../../local/azure/openai/training/trainer";
import { grader } from "../../../local/azure/openai/wire/graders";

const fileOf = (lines: readonly object[]) =>
  parseTrainingFile(Buffer.from(lines.map((line) => JSON.stringify(line)).join("\n")));
const user = (content: unknown) => ({ role: "user", content });
const assistant = (content: unknown) => ({ role: "assistant", content });
const several = (count: number, line: (index: number) => object) =>
  fileOf(Array.from({ length: count }, (_, index) => line(index)));
const steps = (trainer: Trainer): Step[] => Array.from({ length: trainer.totalSteps }, () => trainer.next());
const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
const seeds = [1, 2, 3];

const preferenceFile = (count: number) =>
  toPreferences(
    several(count, (index) => ({
      input: { messages: [user(`Greet number ${index % 5}`)] },
      preferred_output: [assistant(`Good day, number ${index % 5}.`)],
      non_preferred_output: [assistant(`Hey ${index % 5}, what's up?`)],
    })),
  );

const colors = ["red", "green", "blue", "yellow"];
const promptFile = (count: number) =>
  toPrompts(
    several(count, (index) => ({
      messages: [user(`What color has item ${index % 4}?`)],
      answer: colors[index % 4],
    })),
  );

describe("the model", () => {
  const vocabularySize = 7;
  const answer = toAnswerSamples(
    [3, 1, 4, 1, 5],
    [
      [2, 0.6],
      [4, 0.8],
    ],
  );
  const other = toAnswerSamples(
    [2, 6, 4],
    [
      [2, 0.6],
      [4, 0.8],
    ],
  );
  const model = LanguageModel.withRandomWeights(vocabularySize, seededRandom(1), vocabularySize);
  // Weights of 0 in the prompt's table have the same derivative as others, but hide a factor of the weight.
  model.weights.prompt.forEach((row, index) => row.fill(0.01 * (index + 1)));

  /** Each weight with its derivative by a gradient, and a way to compute a function with the weight changed. */
  function* derivatives(gradient: Weights) {
    for (const name of ["secondLast", "last", "prompt", "output", "bias"] as const) {
      const [rows, slopes] = [[model.weights[name]].flat(), [gradient[name]].flat()];
      for (const [row, weights] of rows.entries()) {
        for (let index = 0; index < weights.length; index += 1) {
          yield { weights, index, slope: slopes[row]![index]! };
        }
      }
    }
  }

  /** The difference quotient of a function of the model by one weight. */
  function quotient(
    { weights, index }: { weights: Float64Array; index: number },
    compute: () => number,
  ): number {
    const [before, change] = [weights[index]!, 1e-5];
    weights[index] = before + change;
    const above = compute();
    weights[index] = before - change;
    const below = compute();
    weights[index] = before;
    return (above - below) / (2 * change);
  }

  test("has the derivative of an answer's probability, as differences of it show for each weight", () => {
    const gradient = model.zeroGradient();
    model.addGradient(gradient, answer, 1);
    for (const derivative of derivatives(gradient)) {
      expect(derivative.slope).toBeCloseTo(
        quotient(derivative, () => model.logProbability(answer)),
        6,
      );
    }
  });

  test("has the derivative of the preference loss, as differences of it show for each weight", () => {
    const reference = model.logProbability(answer) - model.logProbability(other) + 1.1;
    const pair = { preferred: answer, nonPreferred: other, reference };
    for (const beta of [0.1, 1.3]) {
      const gradient = model.zeroGradient();
      const margin = marginOf(model, pair, beta);
      expect(margin).toBeCloseTo(beta * -1.1, 9);
      addPreferenceGradient(gradient, model, pair, { beta, margin, share: 1 });
      for (const derivative of derivatives(gradient)) {
        const loss = () => preferenceLoss(marginOf(model, pair, beta));
        expect(derivative.slope).toBeCloseTo(-quotient(derivative, loss), 6);
      }
    }
  });

  test("draws answers as often as they are probable", () => {
    const random = seededRandom(9);
    const drawn = Array.from(
      { length: 4000 },
      () => model.draw([[1, 1]], { end: 0, maxTokens: 1, random })[0]!,
    );
    for (let token = 0; token < vocabularySize; token += 1) {
      const probability = Math.exp(model.logProbability(toAnswerSamples([token], [[1, 1]])));
      expect(drawn.filter((other) => other === token).length / drawn.length).toBeCloseTo(probability, 1);
    }
  });

  test("ends an answer at its end or its greatest length", () => {
    const random = seededRandom(4);
    for (let count = 0; count < 100; count += 1) {
      const drawn = model.draw([], { end: 3, maxTokens: 6, random });
      expect(drawn.length).toBeLessThanOrEqual(6);
      expect(drawn.slice(0, -1)).not.toContain(3);
      expect(drawn.length === 6 || drawn.at(-1) === 3).toBe(true);
    }
  });
});

describe("the preference loss", () => {
  test.each([
    [0, Math.log(2)],
    [1, Math.log(1 + Math.exp(-1))],
    [-1, Math.log(1 + Math.exp(1))],
    [1000, 0],
    [-1000, 1000],
  ])("of a margin of %d", (margin, loss) => {
    expect(preferenceLoss(margin)).toBeCloseTo(loss, 12);
  });
});

describe("training", () => {
  const hyperparameters = { epochs: 6, batchSize: 4, learningRateMultiplier: 1 };
  const check = grader.parse({
    type: "string_check",
    name: "exact",
    input: "{{ sample.output_text }}",
    reference: "{{ item.answer }}",
    operation: "eq",
  });
  const supervised = (seed: number, change: object = {}) =>
    new SupervisedTraining(
      toExamples(
        several(16, (index) => ({
          messages: [user(`Number ${index % 4}`), assistant(`It is ${index % 4}.`)],
        })),
      ),
      [],
      { ...hyperparameters, ...change },
      seed,
    );
  const preference = (seed: number, change: object = {}) =>
    new PreferenceTraining(
      preferenceFile(16),
      preferenceFile(4),
      { ...hyperparameters, beta: 0.1, ...change },
      seed,
    );
  const reinforcement = (seed: number, change: object = {}, of = check) =>
    new ReinforcementTraining(
      promptFile(24),
      promptFile(8),
      of,
      { ...hyperparameters, evalInterval: 5, evalSamples: 8, computeMultiplier: 1, ...change },
      seed,
    );

  test.each<[string, (seed: number, change?: object) => Trainer]>([
    ["supervised", supervised],
    ["dpo", preference],
    ["reinforcement", reinforcement],
  ])("by %s repeats itself for the same seed, and for no other seed or rate", (_method, train) => {
    const first = steps(train(1));
    expect(steps(train(1))).toEqual(first);
    expect(steps(train(2))).not.toEqual(first);
    expect(steps(train(1, { learningRateMultiplier: 0.5 }))).not.toEqual(first);
    expect(first.map(({ metrics }) => metrics.step)).toEqual(first.map((_, index) => index + 1));
  });

  test.each(seeds)(
    "by preferences begins at ln 2, and its loss falls and its margin rises (seed %d)",
    (seed) => {
      const rows = steps(preference(seed)).map(({ metrics }) => metrics);
      expect(rows[0]!.train_loss).toBeCloseTo(Math.log(2), 9);
      expect(rows[0]!.train_reward_margin).toBeCloseTo(0, 9);
      expect(rows.at(-1)!.train_loss).toBeLessThan(0.2);
      expect(rows.at(-1)!.full_valid_loss).toBeLessThan(0.2);
      expect(rows.at(-1)!.train_reward_margin).toBeGreaterThan(1);
      const full = rows.filter((row) => row.full_valid_loss !== undefined);
      expect(full.map(({ step }) => step)).toEqual([4, 8, 12, 16, 20, 24]);
    },
  );

  test("by preferences learns nothing where both answers are the same", () => {
    const same = preferenceFile(8).map((line) => ({ ...line, nonPreferred: line.preferred }));
    for (const { metrics } of steps(new PreferenceTraining(same, [], { ...hyperparameters, beta: 0.5 }, 1))) {
      expect(metrics.train_loss).toBeCloseTo(Math.log(2), 9);
    }
  });

  test("by preferences decays weights by the L2 multiplier", () => {
    expect(steps(preference(1, { l2Multiplier: 10 }))).not.toEqual(steps(preference(1, { l2Multiplier: 0 })));
  });

  const json = grader.parse({ ...check, input: "{{ sample.output_json.color }}" });
  const fuzzy = grader.parse({
    type: "text_similarity",
    name: "close",
    input: "{{ sample.output_text }}",
    reference: "{{ item.answer }}",
    evaluation_metric: "fuzzy_match",
  });
  const both = grader.parse({
    type: "multi",
    name: "both",
    graders: { exact: check, close: fuzzy },
    calculate_output: "(exact + close) / 2",
  });

  const graders = {
    "a string check": check,
    "a string check of JSON": json,
    "a similarity": fuzzy,
    "a formula": both,
  };

  test.each(Object.entries(graders).flatMap(([what, of]) => seeds.map((seed) => [what, seed, of] as const)))(
    "by %s raises the reward, also of the validation file (seed %d)",
    (_grader, seed, of) => {
      const rows = steps(reinforcement(seed, {}, of)).map(({ metrics }) => metrics);
      const train = rows.map(({ train_mean_reward: reward }) => reward!);
      expect(mean(train.slice(-6))).toBeGreaterThan(mean(train.slice(0, 3)) + 0.3);
      const valid = rows.flatMap(({ full_valid_mean_reward: reward }) => reward ?? []);
      expect(valid).toHaveLength(8);
      expect(mean(valid.slice(-3))).toBeGreaterThan(0.75);
    },
  );

  test("by a grader that rewards every answer alike learns nothing", () => {
    const alike = grader.parse({ ...check, operation: "like", reference: "{{ item.nothing }}" });
    const flat = steps(reinforcement(1, {}, alike));
    expect(flat.map(({ metrics }) => metrics.train_mean_reward)).toEqual(flat.map(() => 0));
    expect(flat[0]!.details).toMatchObject({
      errors: { graders: [{ name: "exact", train_invalid_variable_error_mean: 1 }] },
    });
  });

  test("by reinforcement is evaluated at each interval and at the end, on as many examples as requested", () => {
    const rows = steps(reinforcement(1, { evalInterval: 7, evalSamples: 3 })).map(({ metrics }) => metrics);
    const evaluated = rows.filter((row) => row.full_valid_mean_reward !== undefined);
    expect(evaluated.map(({ step }) => step)).toEqual([7, 14, 21, 28, 35, 36]);
    for (const { full_valid_mean_reward: reward } of evaluated) {
      expect([0, 1, 2, 3]).toContain(Math.round(reward! * 3 * 1e9) / 1e9);
    }
  });

  test("by reinforcement answers each prompt as often as the compute multiplier has it", () => {
    const denominators = [0.25, 1, 2].map((computeMultiplier) => {
      const [first] = steps(reinforcement(1, { computeMultiplier, batchSize: 24 }));
      return first!.metrics.train_mean_reward! * 24 * Math.max(2, 8 * computeMultiplier);
    });
    for (const rewarded of denominators) {
      expect(rewarded).toBeCloseTo(Math.round(rewarded), 9);
    }
  });

  test("by a multi grader reports the reward of each of its graders", () => {
    const [first] = steps(reinforcement(1, {}, both));
    const { scores } = first!.details as { scores: { graders: Record<string, unknown>[] } };
    expect(scores.graders).toEqual([
      { name: "exact", type: "string_check", train_reward_mean: expect.any(Number) },
      { name: "close", type: "text_similarity", train_reward_mean: expect.any(Number) },
    ]);
    const [exact, close] = scores.graders.map(({ train_reward_mean: reward }) => reward as number);
    expect(first!.metrics.train_mean_reward).toBeCloseTo((exact! + close!) / 2, 9);
  });
});
