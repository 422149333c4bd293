import type * as pulumi from "@pulumi/pulumi";
import { ResourceError } from "@pulumi/pulumi/errors";
import { visibleText } from "../visibleText";

/**
 * An error about the state of a resource. It has no stack trace: Pulumi's run program inspects every error that has one, with the
 * resource and its whole graph, which takes 20 seconds (cmd/run/error.js, `defaultErrorMessage`).
 */
export function stateError(message: string, resource: pulumi.Resource): pulumi.ResourceError {
  const visible = message.split("\n").map(visibleText).join("\n");
  const error = new ResourceError(visible, resource, true);
  error.stack = undefined;
  return error;
}
