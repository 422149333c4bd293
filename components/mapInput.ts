import * as pulumi from "@pulumi/pulumi";

/** Whether a value is known only later: an output or a promise. */
export const isDeferred = (value: unknown): value is pulumi.Output<unknown> | Promise<unknown> =>
  pulumi.Output.isInstance(value) || value instanceof Promise;

/** An input, or what is used where it is left out or turns out to have no value. */
export const orDefault = <Value>(
  input: pulumi.Input<Value | undefined> | undefined,
  byDefault: Value,
): pulumi.Input<Value> => mapInput(input as pulumi.Input<Value | undefined>, (value) => value ?? byDefault);

/**
 * Applies a function to an input: at once where the value is plain, so that it stays plain for those who transform it, and
 * when it is known otherwise.
 */
export function mapInput<Value, Result>(
  input: pulumi.Input<Value>,
  map: (value: Value) => Result,
): pulumi.Input<Result> {
  return isDeferred(input)
    ? (pulumi
        .output(input as pulumi.Output<Value>)
        .apply((value) => map(value as Value)) as pulumi.Output<Result>)
    : map(input as Value);
}
