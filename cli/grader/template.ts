/** Variables of templates: `{{item.FIELD}}` is a field of an example, `{{sample.…}}` what the model answers. */

/** The names below `sample` (OpenAI's guide to graders, and Azure's article). */
const sampleNames = ["output_text", "output_json", "output_tools", "output_audio", "choices"];

export interface Variable {
  /** The text between the braces. */
  text: string;
  /** The parts of its path, without indices of lists. */
  steps: string[];
}

/** Returns the variables of all texts in a value. */
export function variablesOf(value: unknown): Variable[] {
  if (typeof value === "string") {
    return [...value.matchAll(/\{\{(.*?)\}\}/gs)].map(([, text = ""]) => ({
      text: text.trim(),
      steps: text
        .trim()
        .replace(/\[['"]?([^\]'"]*)['"]?\]/g, ".$1")
        .split(".")
        .filter((step) => step !== "" && !/^\d+$/.test(step)),
    }));
  }
  return typeof value === "object" && value !== null ? Object.values(value).flatMap(variablesOf) : [];
}

/** Returns what is wrong with a variable by itself; undefined if nothing is. */
export function variableProblem({ text, steps: [namespace, name] }: Variable): string | undefined {
  if (namespace === "item" && name !== undefined) {
    return undefined;
  }
  if (namespace === "sample" && name !== undefined) {
    return sampleNames.includes(name)
      ? undefined
      : `{{${text}}} is not known. Use one of ${sampleNames.map((known) => `sample.${known}`).join(", ")}.`;
  }
  return `{{${text}}} has no namespace. Use {{item.FIELD}} or {{sample.output_text}}.`;
}

/** Tells whether an example has the field of a variable. Lists are not looked into. */
export function hasField(example: unknown, [name, ...rest]: readonly string[]): boolean {
  if (name === undefined || Array.isArray(example)) {
    return true;
  }
  if (typeof example !== "object" || example === null || !(name in example)) {
    return false;
  }
  return hasField((example as Record<string, unknown>)[name], rest);
}
