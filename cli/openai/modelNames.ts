/** Parts of a model's ID: `gpt-4.1-mini-2025-04-14.ft-…` is a fine-tuned model of `gpt-4.1-mini`. */

const fineTunedMark = ".ft-";
const version = /-(\d{4}-\d{2}-\d{2}|\d{4})$/;

export const isFineTuned = (id: string): boolean => id.includes(fineTunedMark);

/** Returns the name of the base model without its version. */
export const familyOf = (id: string): string => (id.split(fineTunedMark)[0] ?? id).replace(version, "");

/** Tells whether an ID is a version of a name, or the name itself. */
export const isVersionOf = (id: string, name: string): boolean =>
  id === name || (!isFineTuned(id) && id.replace(version, "") === name);
