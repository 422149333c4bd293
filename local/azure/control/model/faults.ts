import { setTimeout as delay } from "node:timers/promises";
import { AzureError } from "../../error";
import type { Fault } from "../wire/faults";

export interface InjectedFault extends Fault {
  /** How many requests the fault has matched. */
  matched: number;
  /** Method and path of the last request that the fault applied to. */
  applied?: string;
}

export interface Faults {
  add(fault: Fault): void;
  clear(): void;
  /** The faults in the order in which they were added. */
  list(): readonly InjectedFault[];
  /**
   * Applies the faults that match a request: delays it, and returns the error that replaces its response, if any.
   * @param onLost Is called before the delay of a response that nobody receives: Azure has ended the request by then.
   */
  apply(
    service: string,
    method: string,
    url: URL,
    moment: "before" | "after",
    onLost?: () => void,
  ): Promise<AzureError | "reset" | undefined>;
  /** The fault that ends an operation on a resource in `Failed`, if any. Call it once for each operation. */
  forOperation(method: string, resourceId: string): Fault | undefined;
}

export function createFaults(): Faults {
  let faults: InjectedFault[] = [];

  const matches = (fault: Fault, service: string, method: string, host: string, path: string) =>
    (fault.service === undefined || fault.service === service) &&
    (fault.method === undefined || fault.method.toUpperCase() === method) &&
    (fault.host === undefined || new RegExp(fault.host, "i").test(host)) &&
    (fault.path === undefined || new RegExp(fault.path, "i").test(path));

  /** Counts a request that a fault matches, and returns whether the fault applies to it. */
  const countAndCheck = (fault: InjectedFault) => {
    const index = fault.matched++ - fault.skip;
    return (
      index >= 0 &&
      index % fault.every === 0 &&
      (fault.count === undefined || index / fault.every < fault.count)
    );
  };

  return {
    add: (fault) => void faults.push({ ...fault, matched: 0 }),
    clear: () => (faults = []),
    list: () => faults,
    async apply(service, method, url, moment, onLost) {
      for (const fault of faults) {
        const isNow = !fault.operation && fault.after === (moment === "after");
        if (!isNow || !matches(fault, service, method, url.host, url.pathname) || !countAndCheck(fault)) {
          continue;
        }
        fault.applied = `${method} ${url.pathname}`;
        if (fault.reset) {
          onLost?.();
        }
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
    forOperation: (method, resourceId) =>
      faults.find(
        (fault) =>
          fault.operation &&
          matches(fault, "arm", method, "management.azure.com", resourceId) &&
          countAndCheck(fault),
      ),
  };
}
