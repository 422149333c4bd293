import * as pulumi from "@pulumi/pulumi";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { stateError } from "../lookup/stateError";
import type { ArgumentError } from "./argumentError";
import { argumentShapes } from "./argumentShapes";
import { checkPlain, isObject } from "./checkPlain";
import { checkWhenKnown } from "./checkWhenKnown";
import { checkCombinations } from "./combinations";
import { checkPrincipalKeys } from "./principals";
import type { ReadArgument } from "./shape";

export type { ArgumentError } from "./argumentError";

const reader =
  (args: WandbIntegrationArgs): ReadArgument =>
  (path) =>
    path.split(".").reduce<unknown>((value, name) => (isObject(value) ? value[name] : undefined), args);

/**
 * Everything that is wrong with the arguments as far as it is known before the deployment. Values that are outputs are checked
 * when they are known.
 * @returns One entry for each wrong argument; empty where all are right. Reasons never contain the W&B API key.
 */
export function validateArgs(args: WandbIntegrationArgs): ArgumentError[] {
  if (!isObject(args)) {
    return [{ propertyPath: "args", reason: "must be a plain object, whose values may be outputs" }];
  }
  const readable = withoutUnreadable(args);
  const wrong = checkPlain(argumentShapes, args, "", reader(args));
  return [
    ...wrong,
    ...checkPrincipalKeys("access.keyVaultSecretsOfficers", readable.access?.keyVaultSecretsOfficers),
    ...checkPrincipalKeys("access.fineTuningPrincipals", readable.access?.fineTuningPrincipals),
    ...checkCombinations(readable, wrong),
  ];
}

/** The arguments without objects that are no objects: those are reported, and nothing is known of what they would have set. */
const withoutUnreadable = (args: WandbIntegrationArgs): WandbIntegrationArgs => {
  const readable: Record<string, unknown> = { ...args };
  for (const name of ["account", "vault", "secret", "access"] as const) {
    const part: unknown = args[name];
    readable[name] = isObject(part) ? part : undefined;
  }
  return readable as unknown as WandbIntegrationArgs;
};

/**
 * The arguments with each output checked when it is known.
 * @throws pulumi.ResourceError, when a value is known, that names the argument and what to do.
 */
export function checkArgsWhenKnown(
  name: string,
  args: WandbIntegrationArgs,
  component: pulumi.Resource,
): WandbIntegrationArgs {
  const fail = (errors: readonly ArgumentError[]): never => {
    throw stateError(message(name, errors), component);
  };
  return checkWhenKnown(argumentShapes, args, "", reader(args), fail) as WandbIntegrationArgs;
}

const message = (name: string, errors: readonly ArgumentError[]) =>
  `WandbIntegration "${name}" cannot be deployed:\n` +
  errors.map(({ propertyPath, reason }) => `  - ${propertyPath} ${reason}`).join("\n");

/** One error for all wrong arguments. */
export function inputPropertiesError(
  name: string,
  wrong: readonly ArgumentError[],
): pulumi.InputPropertiesError {
  const errors = wrong.map(({ propertyPath, reason }) => ({
    propertyPath,
    reason: `${propertyPath} ${reason}`,
  }));
  const error = new pulumi.InputPropertiesError({
    message: message(name, wrong),
    errors,
  });
  // Pulumi's run program inspects an error with a stack trace, and each reason would follow a second time, as a property.
  error.stack = undefined;
  return error;
}
