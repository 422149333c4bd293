/** Jobs of every method: their files, graders and requests. */
import type OpenAI from "openai";
import { model, trainingText, upload } from "./fineTuningAccount";

export const reasoningModel = "o4-mini-2025-04-16";

const lines = (count: number, line: (index: number) => object) =>
  Array.from({ length: count }, (_, index) => JSON.stringify(line(index))).join("\n");

/** A formal greeting is preferred to another one. */
export const pairsText = (count = 12) =>
  lines(count, (index) => ({
    input: { messages: [{ role: "user", content: `Greet visitor ${index % 4}.` }], tools: [] },
    preferred_output: [{ role: "assistant", content: `Good day, visitor ${index % 4}.` }],
    non_preferred_output: [{ role: "assistant", content: `Hey ${index % 4}, what's up?` }],
  }));

const colors = ["red", "green", "blue", "yellow"];
const promptsText = (count = 16) =>
  lines(count, (index) => ({
    messages: [{ role: "user", content: `What color has item ${index % 4}?` }],
    answer: colors[index % 4],
  }));

export const check = {
  type: "string_check",
  name: "exact",
  input: "{{ sample.output_text }}",
  reference: "{{ item.answer }}",
  operation: "eq",
};
export const similar = {
  type: "text_similarity",
  name: "close",
  input: check.input,
  reference: check.reference,
};
export const both = {
  type: "multi",
  name: "both",
  graders: { exact: check, close: { ...similar, evaluation_metric: "fuzzy_match" } },
  calculate_output: "0.5 * exact + 0.5 * close",
};
export const scoreModel = {
  type: "score_model",
  name: "judge",
  model: "gpt-4o-2024-08-06",
  input: [{ role: "user", content: "Rate {{ sample.output_text }} from 0 to 1." }],
  range: [0, 1],
};

export type MethodFiles = Record<"chats" | "pairs" | "prompts", string>;

/** Uploads a file for each method. */
export const uploadFiles = async (client: OpenAI): Promise<MethodFiles> => ({
  chats: await upload(client, trainingText()),
  pairs: await upload(client, pairsText(), "pairs.jsonl"),
  prompts: await upload(client, promptsText(), "prompts.jsonl"),
});

/** The bodies of jobs that train on uploaded files. */
export function requestsOf(files: () => MethodFiles) {
  const dpo = (hyperparameters: object = {}, more: object = {}) => ({
    model,
    training_file: files().pairs,
    method: { type: "dpo", dpo: { hyperparameters } },
    ...more,
  });
  const reinforcement = (grader: object = check, hyperparameters: object = {}, more: object = {}) => ({
    model: reasoningModel,
    training_file: files().prompts,
    validation_file: files().prompts,
    method: { type: "reinforcement", reinforcement: { grader, hyperparameters } },
    ...more,
  });
  return { dpo, reinforcement };
}

export const mean = (values: readonly number[]) =>
  values.reduce((sum, value) => sum + value, 0) / values.length;
export const column = (rows: readonly Record<string, number | undefined>[], name: string) =>
  rows.flatMap((row) => row[name] ?? []);
