/** What Azure OpenAI answers to a job, and the remedy that the CLI prints. */
import { APIError } from "openai";
import { toUserError } from "../../../cli/openai/errors";

const answers: [code: string | undefined, message: string, remedy: RegExp][] = [
  [
    "invalidPayload",
    "The specified base model does not support fine-tuning.",
    /retired, or its ID has no version/,
  ],
  [
    "invalidPayload",
    "The specified base model gpt-4.1-mini-2025-04-14 does not support fine-tuning with Standard TrainingType.",
    /region does not train this model in this training type.*--tier/,
  ],
  [
    "invalidPayload",
    "Finetuning with gpt-5.4-mini-2026-03-17 requires the reinforcement method of finetuning.",
    /--method reinforcement and --grader FILE/,
  ],
  [
    "invalidPayload",
    "Finetuning with m requires the supervised method of finetuning.",
    /does not support this method/,
  ],
  ["invalidPayload", "The model m does not support the dpo method.", /does not support this method/],
  [
    "ServiceModelDeprecating",
    "The model 'Format:OpenAI,Name:gpt-4o,Version:2024-08-06' is in deprecating state and cannot be used for new deployments.",
    /retiring the model/,
  ],
  ["ServiceModelDeprecated", "The model is deprecated.", /retiring the model/],
  ["invalidGrader", "The grader is invalid.", /Correct the grader/],
  ["invalidPayload", "Grader 'x' refers to an unknown variable.", /Correct the grader/],
  [
    "quotaExceeded",
    "The resource has 100 fine-tuning jobs, and its limit is 100.",
    /Delete unused files or finished jobs/,
  ],
  ["InsufficientQuota", "This operation requires more capacity.", /more quota in the Azure portal/],
];

test.each(answers)("%s: %s has a remedy of its own", (code, message, remedy) => {
  const error = new APIError(400, { code, message }, undefined, new Headers());
  const { lines } = toUserError("The job", "https://x.openai.azure.com/", error);
  expect(lines[0]).toContain(message);
  expect(lines[1]).toMatch(remedy);
  expect(lines).toHaveLength(2);
});

test("another answer of the service has no remedy that belongs to a different one", () => {
  const error = new APIError(
    400,
    { code: "invalidPayload", message: "Something else." },
    undefined,
    new Headers(),
  );
  expect(toUserError("The job", "https://x.openai.azure.com/", error).lines).toHaveLength(1);
});
