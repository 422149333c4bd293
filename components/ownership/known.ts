import * as pulumi from "@pulumi/pulumi";

/**
 * The value of an input, or undefined where a preview does not know it. `apply` would never run there, and what is known has to be
 * told from what is not: Pulumi keeps that in members that its declarations leave out.
 */
export async function knownValue<Value>(input: pulumi.Input<Value>): Promise<Value | undefined> {
  if (!pulumi.Output.isInstance(input)) {
    return input as Value | Promise<Value>;
  }
  const output = input as unknown as { isKnown: Promise<boolean>; promise(): Promise<Value> };
  return (await output.isKnown) ? output.promise() : undefined;
}

/** The values of all inputs, or undefined where one of them is not known. */
export async function knownValues(
  inputs: readonly pulumi.Input<string>[],
): Promise<readonly string[] | undefined> {
  const values = await Promise.all(inputs.map(knownValue));
  return values.some((value) => value === undefined) ? undefined : (values as string[]);
}
