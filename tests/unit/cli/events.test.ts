/** Metrics events, as they are recorded and documented. */
import { lossOf, rowsOfEvents } from "../../../cli/openai/events";
import type { JobEvent } from "../../../cli/openai/events";

const event = (data: object | null, message = "") =>
  ({ type: "metrics", message, data }) as unknown as JobEvent;

describe("a metrics event is a row of", () => {
  test.each<[string, JobEvent, object]>([
    [
      "a loss and accuracies (recorded, Samples2025, May 2025)",
      event({
        step: 100,
        train_loss: 0.0007721185684204102,
        train_mean_token_accuracy: 1,
        valid_loss: 1.5302696228027344,
        full_valid_loss: 2.278649262820973,
        full_valid_mean_token_accuracy: 0.7176470588235294,
      }),
      {
        step: 100,
        train_loss: 0.0007721185684204102,
        train_mean_token_accuracy: 1,
        valid_loss: 1.5302696228027344,
        full_valid_loss: 2.278649262820973,
        full_valid_mean_token_accuracy: 0.7176470588235294,
      },
    ],
    [
      "rewards, with those of each grader (OpenAI's guide to reinforcement)",
      event({
        step: 10,
        total_steps: 20,
        train_mean_reward: 0.42,
        full_valid_mean_reward: 0.675,
        scores: {
          graders: [{ name: "exact", type: "string_check", train_reward_mean: 0.44 }],
          train_reward_mean: 0.42,
        },
        timing: { step: { eval: 101.5 } },
      }),
      {
        step: 10,
        train_mean_reward: 0.42,
        full_valid_mean_reward: 0.675,
        "scores/graders/exact/train_reward_mean": 0.44,
        "scores/train_reward_mean": 0.42,
        "timing/step/eval": 101.5,
      },
    ],
    [
      "the numbers of its message, where it has no data",
      event(null, "Step 10/20: training loss=0.42, validation loss=0.5, full validation loss=1e-1"),
      { step: 10, train_loss: 0.42, valid_loss: 0.5, full_valid_loss: 0.1 },
    ],
    [
      "the rewards of its message",
      event({}, "Step 10/20 , train mean reward=0.42, full validation mean reward=0.68"),
      { step: 10, train_mean_reward: 0.42, full_valid_mean_reward: 0.68 },
    ],
  ])("%s", (_what, metrics, row) => {
    expect(rowsOfEvents([metrics])).toEqual([row]);
  });
});

test.each<[string, JobEvent]>([
  ["a message", event(null, "Job succeeded.")],
  ["a message about a step", event(null, "Step 3: evaluation started")],
  ["a number that is none", event({ step: 3, train_loss: "NaN" })],
  ["a number without a step", event({ train_loss: 2 })],
  ["no data", { message: undefined } as unknown as JobEvent],
])("an event with %s has no metrics", (_what, other) => {
  expect(rowsOfEvents([other])).toEqual([]);
  expect(lossOf(other)).toBeUndefined();
});

test("events are rows by step, each once", () => {
  const events = [
    event({ step: 20, train_loss: 1 }),
    event({ step: 10, train_loss: 2 }),
    event({ step: 20, valid_loss: 3 }),
  ];
  expect(rowsOfEvents(events)).toEqual([
    { step: 10, train_loss: 2 },
    { step: 20, train_loss: 1, valid_loss: 3 },
  ]);
});
