import type * as pulumi from "@pulumi/pulumi";
import { stateError } from "./stateError";

/** How a look-up ends when the engine stops beside it, as another resource has failed; Pulumi gives it no code. */
const cancelled = /the operation was cancelled|context canceled|client connection is closing/;

/**
 * What Azure answers to a look-up; undefined: the engine stopped beside it, and what stopped it is all that is to be said.
 * @param what Which setting's resource is looked up, and where: begins the error's text.
 * @param resource Which the error is said of.
 * @throws pulumi.ResourceError with Azure's words where it refuses, without the stack trace that Pulumi gives look-ups.
 */
export async function lookUp<Found>(
  found: Promise<Found>,
  what: string,
  resource: pulumi.Resource,
): Promise<Found | undefined> {
  try {
    return await found;
  } catch (error) {
    const { message } = error as Error;
    if (cancelled.test(message)) {
      return undefined;
    }
    throw stateError(`${what}: ${message.replace(/^.*?returned an error: /s, "")}`, resource);
  }
}
