/** Object ids as Microsoft Entra compares them: without case. A consumer's mocks may answer without one. */
export const lowerCaseId = (objectId: string | undefined): string => (objectId ?? "").toLowerCase();

export const sameId = (one: string | undefined, other: string | undefined): boolean =>
  lowerCaseId(one) === lowerCaseId(other);
