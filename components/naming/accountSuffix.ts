/** Characters of the suffix of an account's generated name. */
export const suffixLength = 8;

/** Characters that each account of a component has of its own. */
export const endingLength = suffixLength / 2;

/** Returns what all accounts of a component have of its suffix. */
export const keptStart = (suffix: string): string => suffix.slice(0, suffixLength - endingLength);
