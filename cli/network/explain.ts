import { causesOf, reasonOf, UserError } from "../errors";
import { causeOf, describeServiceError, isNotFound, serviceErrorOf } from "./serviceErrors";

export interface Explanation {
  /** What is wrong, in one line, with the service's own codes. */
  reason: string;
  /** What to do, unless the reason contains it. */
  remedy?: string | undefined;
}

/** Explains an error of any client. */
export function explainError(error: unknown): Explanation {
  const known = causesOf(error).find((cause) => cause instanceof UserError);
  if (known) {
    return { reason: known.lines.map((line) => line.trim()).join(" ") };
  }
  const serviceError = serviceErrorOf(error);
  return serviceError
    ? { reason: describeServiceError(serviceError), remedy: causeOf(serviceError)?.remedy }
    : { reason: reasonOf(error).trim() };
}

/** Returns an explanation as the end of a message. */
export function explanationOf(error: unknown): string {
  const { reason, remedy } = explainError(error);
  return remedy ? `${reason.replace(/\.$/, "")}. ${remedy}` : reason;
}

/** Tells whether a client has thrown that a resource does not exist. */
export function isMissing(error: unknown): boolean {
  const serviceError = serviceErrorOf(error);
  return serviceError !== undefined && isNotFound(serviceError);
}
