import { validateHeaderName, validateHeaderValue } from "node:http";
import { z } from "zod";

/** Whether a check of Node.js passes, which throws where it does not. */
const passes =
  (check: (text: string) => unknown) =>
  (text: string): boolean => {
    try {
      check(text);
      return true;
    } catch {
      return false;
    }
  };

const pattern = z.string().refine(
  passes((text) => new RegExp(text, "i")),
  "Not a regular expression. Escape its special characters.",
);

const headers = z.record(
  z.string().refine(passes(validateHeaderName), "Not the name of a header."),
  z.string().refine(
    passes((text) => validateHeaderValue("x", text)),
    "Not the value of a header.",
  ),
);

/** A failure to inject: which requests it matches, how many of them, and what happens to them. */
export const faultSchema = z.strictObject({
  /** Short name of the service: "arm", "keyvault", "entra", "graph". */
  service: z.string().optional(),
  method: z
    .string()
    .regex(/^[A-Za-z]+$/, "Not an HTTP method.")
    .optional(),
  /** Regular expressions, that match anywhere in the host or the path. */
  host: pattern.optional(),
  path: pattern.optional(),
  /** How many matching requests pass before the fault applies. */
  skip: z.int().min(0).default(0),
  /** How many requests the fault applies to after that. @default all */
  count: z.int().min(1).optional(),
  /** Applies the fault to every n-th of those alone: 2 throttles each call once where clients retry. */
  every: z.int().min(1).default(1),
  /** Returns an error of this status, code and message, with the given headers (such as Retry-After). */
  status: z.int().min(400).max(599).optional(),
  code: z.string().default("InjectedFault"),
  message: z.string().default("This failure was injected."),
  headers: headers.optional(),
  /** Closes the connection without a response. */
  reset: z.boolean().optional(),
  /** Applies to the response rather than to the request: the change is made, and the client does not hear of it. */
  after: z.boolean().default(false),
  /** Delays the response by this time. */
  delayMs: z.number().min(0).max(60_000).optional(),
  /** Ends the long-running operation that the request starts in `Failed`. */
  operation: z.literal("Failed").optional(),
});

export type Fault = z.infer<typeof faultSchema>;

export const faultsBody = z.array(faultSchema);
export type FaultsBody = z.infer<typeof faultsBody>;
