import { randomUUID } from "node:crypto";
import type { Platform, Reply, Route } from "./service";
import { AzureError } from "./error";

export type OperationOutcome =
  { status: "Succeeded" } | { status: "Failed"; error: { code: string; message: string } };

/** What happens when operations of a kind end. */
export type Completion = (platform: Platform, resourceId: string, outcome: OperationOutcome) => void;

/** A long-running operation, as it is kept: a later process can go on with it. */
interface Operation {
  id: string;
  kind: string;
  resourceId: string;
  /** Polls until it ends. */
  left: number;
  outcome: OperationOutcome;
  ended: boolean;
  startedAt: number;
}

/** Long-running operations (`Azure-AsyncOperation`, `Location`), advanced by polls and never by a sleep. */
export interface Operations {
  /**
   * Starts an operation on a resource. Where operations take no polls, it ends before this returns.
   * @returns The headers to answer with while it runs, or undefined where it has ended.
   */
  start(
    platform: Platform,
    operation: {
      kind: string;
      method: string;
      resourceId: string;
      location: string;
      provider: string;
      apiVersion: string;
    },
  ): Record<string, string> | undefined;
  /** The operation under way on a resource, if any. */
  inProgress(platform: Platform, resourceId: string): Operation | undefined;
  /** Counts one poll of an operation. */
  poll(platform: Platform, operation: Operation): void;
}

export function createOperations(completions: Readonly<Record<string, Completion>>): Operations {
  const all = (platform: Platform) => platform.store.collection<Operation>("operations");

  const end = (platform: Platform, operation: Operation) => {
    all(platform).put(operation.id, { ...operation, left: 0, ended: true });
    completions[operation.kind]!(platform, operation.resourceId, operation.outcome);
  };

  return {
    start(platform, { kind, method, resourceId, location, provider, apiVersion }) {
      const fault = platform.faults.failsOperation(method, resourceId);
      const operation: Operation = {
        id: randomUUID(),
        kind,
        resourceId,
        left: platform.settings.current.operations.polls,
        outcome: fault
          ? { status: "Failed", error: { code: fault.code, message: fault.message } }
          : { status: "Succeeded" },
        ended: false,
        startedAt: platform.clock.now(),
      };
      all(platform).put(operation.id, operation);
      // A failure is only seen by polling for it.
      if (operation.left === 0 && !fault) {
        end(platform, operation);
        return undefined;
      }
      const base = `https://management.azure.com/subscriptions/${platform.subscriptionId}/providers/${provider}/locations/${location}`;
      return {
        "azure-asyncoperation": `${base}/operationStatuses/${operation.id}?api-version=${apiVersion}`,
        location: `${base}/operationResults/${operation.id}?api-version=${apiVersion}`,
        "retry-after": "0",
      };
    },
    inProgress(platform, resourceId) {
      for (const operation of all(platform).values()) {
        if (!operation.ended && operation.resourceId.toLowerCase() === resourceId.toLowerCase()) {
          return operation;
        }
      }
      return undefined;
    },
    poll(platform, operation) {
      const left = operation.left - 1;
      if (left <= 0) {
        end(platform, operation);
      } else {
        all(platform).put(operation.id, { ...operation, left });
      }
    },
  };
}

/** Routes that tell how an operation of a provider is doing. */
export function operationRoutes(provider: string, apiVersions: readonly string[]): Route[] {
  const find = (platform: Platform, id: string) => {
    const operations = platform.store.collection<Operation>("operations");
    const operation = operations.get(id);
    if (!operation) {
      throw new AzureError(404, "OperationNotFound", `The operation '${id.slice(0, 60)}' was not found.`);
    }
    if (!operation.ended) {
      platform.operations.poll(platform, operation);
    }
    return operations.get(id)!;
  };
  const path = (kind: string) =>
    `/subscriptions/{subscriptionId}/providers/${provider}/locations/{location}/${kind}/{operationId}`;
  return [
    {
      method: "GET",
      path: path("operationStatuses"),
      apiVersions,
      handle({ platform, params, url }): Reply {
        const { id, ended, outcome, startedAt } = find(platform, params.operationId!);
        const error = ended && outcome.status === "Failed" ? { error: outcome.error } : {};
        return {
          status: 200,
          headers: ended ? {} : { "retry-after": "0" },
          body: {
            id: url.pathname,
            name: id,
            status: ended ? outcome.status : "InProgress",
            startTime: new Date(startedAt).toISOString(),
            ...error,
          },
        };
      },
    },
    {
      method: "GET",
      path: path("operationResults"),
      apiVersions,
      handle({ platform, params, url }): Reply {
        const { ended, outcome } = find(platform, params.operationId!);
        if (!ended) {
          return { status: 202, headers: { location: url.href, "retry-after": "0" } };
        }
        if (outcome.status === "Failed") {
          throw new AzureError(409, outcome.error.code, outcome.error.message);
        }
        return { status: 204 };
      },
    },
  ];
}
