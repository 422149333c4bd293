/**
 * References in a grader's texts: `{{ item.answer }}` is a field of the example, `{{ sample.output_text }}` what the model wrote. Source:
 * Azure's how-to page of reinforcement fine-tuning (March 2026).
 */

const reference = /\{\{([^{}]*)\}\}/g;
const path = /^\s*(item|sample)((?:\.[A-Za-z_][\w-]*|\[\d+\])*)\s*$/;

/** What the references of a text are resolved with. */
export interface GradedSample {
  item: unknown;
  sample: { output_text: string; output_json?: unknown };
}

/** What is wrong with the references of a text. */
export const templateProblems = (text: string): string[] =>
  [...text.matchAll(reference)]
    .filter(([, inner = ""]) => !path.test(inner))
    .map(
      ([whole]) =>
        `${whole.slice(0, 60)} must be a reference such as {{ item.answer }} or {{ sample.output_text }}`,
    );

/** The references of a text without their braces: `sample.output_json.answer`. */
export const referencesOf = (text: string): string[] =>
  [...text.matchAll(reference)].map(([, inner = ""]) => inner.trim());

/** @returns The text with its references replaced; undefined where one of them has no value. */
export function resolveTemplate(text: string, sample: GradedSample): string | undefined {
  let isComplete = true;
  const resolved = text.replaceAll(reference, (_whole, inner: string) => {
    const value = valueAt(sample, inner);
    isComplete &&= value !== undefined && value !== null;
    return typeof value === "string" ? value : JSON.stringify(value ?? null);
  });
  return isComplete ? resolved : undefined;
}

/** The names of a reference, from the namespace on: `item.dates[0]` is `["item", "dates", "0"]`. */
export const pathOf = (inner: string): string[] => inner.trim().match(/[\w-]+/g) ?? [];

function valueAt(sample: GradedSample, inner: string): unknown {
  let value: unknown = sample;
  for (const key of pathOf(inner)) {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, key)) {
      return undefined;
    }
    value = (value as Record<string, unknown>)[key];
  }
  return value;
}
