/**
 * Answers under Pulumi's mocks. Every answer of Azure has an id; in a consumer's unit tests, a look-up answers what the mocks
 * return, which is usually the arguments of the call (https://www.pulumi.com/docs/iac/guides/testing/unit/). Such an answer proves
 * nothing about an existing resource and is not checked.
 */
export const isMocked = (answer: { id?: string | undefined }): boolean => answer.id === undefined;

/** A member of an object that mocks may leave out, though Azure always has it. */
export const member = <Value extends object, Name extends keyof Value>(
  value: Value | undefined,
  name: Name,
): Value[Name] | undefined => value?.[name];
