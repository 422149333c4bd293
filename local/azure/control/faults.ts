import { setTimeout as delay } from "node:timers/promises";
import { z } from "zod";
import { AzureError } from "../error";

/** A failure to inject: which requests it meets, how many of them, and what happens to them. */
export const faultSchema = z.strictObject({
  /** Short name of the service: "arm", "keyvault", "entra", "graph". */
  service: z.string().optional(),
  method: z.string().optional(),
  /** Regular expressions, found anywhere in the host or the path. */
  host: z.string().optional(),
  path: z.string().optional(),
  /** How many matching requests pass unharmed first. */
  skip: z.int().min(0).default(0),
  /** How many are harmed after that; left out: all. */
  count: z.int().min(1).optional(),
  /** Harm only every n-th of those: 2 throttles each call once where clients try again. */
  every: z.int().min(1).default(1),
  /** Answer with an error of this status, code and message; headers as given (such as Retry-After). */
  status: z.int().min(400).max(599).optional(),
  code: z.string().default("InjectedFault"),
  message: z.string().default("This failure was injected."),
  headers: z.record(z.string(), z.string()).optional(),
  /** Close the connection without an answer. */
  reset: z.boolean().optional(),
  /** Do harm to the answer rather than to the request: what was asked for is done, and nobody hears of it. */
  after: z.boolean().default(false),
  /** Answer this much later. */
  delayMs: z.number().min(0).max(60_000).optional(),
  /** End the long-running operation that the request starts in `Failed`. */
  operation: z.literal("Failed").optional(),
});

export type Fault = z.infer<typeof faultSchema>;

export interface InjectedFault extends Fault {
  met: number;
  harmed?: string;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** With how many requests each has met, and which it has harmed last. */
  list(): readonly InjectedFault[];
  /** Applies what meets a request: waits, and returns what to answer instead, if anything. */
  take(
    service: string,
    method: string,
    url: URL,
    moment?: "before" | "after",
  ): Promise<AzureError | "reset" | undefined>;
  /** Whether the operation on a resource is to fail; asked once for each operation that starts. */
  failsOperation(method: string, resourceId: string): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: InjectedFault[] = [];

  const meets = (fault: Fault, service: string, method: string, host: string, path: string) =>
    (fault.service === undefined || fault.service === service) &&
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    (fault.host === undefined || new RegExp(fault.host, "i").test(host)) &&
    (fault.path === undefined || new RegExp(fault.path, "i").test(path));

  /** Counts a meeting and says whether it is one of those that do harm. */
  const harms = (fault: InjectedFault) => {
    const met = fault.met++ - fault.skip;
    return (
      met >= 0 && met % fault.every === 0 && (fault.count === undefined || met / fault.every < fault.count)
    );
  };

  return {
    add: (fault) => void faults.push({ ...fault, met: 0 }),
    clear: () => (faults = []),
    list: () => faults,
    async take(service, method, url, moment = "before") {
      for (const fault of faults) {
        const isNow = !fault.operation && fault.after === (moment === "after");
        if (!isNow || !meets(fault, service, method, url.host, url.pathname) || !harms(fault)) {
          continue;
        }
        fault.harmed = `${method} ${url.pathname}`;
        if (fault.delayMs) {
          await delay(fault.delayMs);
        }
        if (fault.reset) {
          return "reset";
        }
        if (fault.status) {
          return new AzureError(fault.status, fault.code, fault.message, { headers: fault.headers });
        }
      }
      return undefined;
    },
    failsOperation: (method, resourceId) =>
      faults.find(
        (fault) =>
          fault.operation && meets(fault, "arm", method, "management.azure.com", resourceId) && harms(fault),
      ),
  };
}
