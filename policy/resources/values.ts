/** Values of properties as Azure compares them: without case. */

/** Whether a value is a text, whatever its case. */
export const isText = (value: unknown, text: string): boolean =>
  typeof value === "string" && value.toLowerCase() === text.toLowerCase();

/** Whether a value is a text that is not blank. */
export const hasText = (value: unknown): boolean => typeof value === "string" && value.trim() !== "";
