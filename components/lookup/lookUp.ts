import type * as pulumi from "@pulumi/pulumi";
import { visibleText } from "../visibleText";
import { stateError } from "./stateError";

/** How a look-up ends when the engine stops beside it because another resource has failed; Pulumi gives it no code. */
const cancelled = /the operation was cancelled|context canceled|client connection is closing/;

/**
 * Azure's answer to a look-up, or undefined where the engine stopped beside it: what stopped it is the only error to report.
 * @param what The argument and the place of the look-up; begins the error's text.
 * @param resource The resource that the error is reported for.
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
    throw stateError(`${what}: ${visibleText(message.replace(/^.*?returned an error: /s, ""))}`, resource);
  }
}

/**
 * The same where nothing can stand for the answer.
 * @throws pulumi.ResourceError also where the engine stops meanwhile.
 */
export async function requireAnswer<Found>(
  found: Promise<Found>,
  what: string,
  resource: pulumi.Resource,
): Promise<Found> {
  const answer = await lookUp(found, what, resource);
  if (answer === undefined) {
    throw stateError(`${what}: the deployment has been stopped.`, resource);
  }
  return answer;
}
