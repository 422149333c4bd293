import * as pulumi from "@pulumi/pulumi";

/**
 * An error about what a resource was found to be. It has no stack trace: Pulumi's run program inspects every error that has
 * one, and with it the resource and all that hangs on it, which takes 20 seconds (cmd/run/error.js, `defaultErrorMessage`).
 */
export function stateError(message: string, resource: pulumi.Resource): pulumi.ResourceError {
  const error = new pulumi.ResourceError(message, resource, true);
  error.stack = undefined;
  return error;
}
