import { randomUUID } from "node:crypto";
import type { Clock } from "./clock";
import type { Faults } from "./control/model/faults";
import type { Settings } from "./control/model/settings";
import type { Store } from "./storage/store";

export type OperationOutcome =
  { status: "Succeeded" } | { status: "Failed"; error: { code: string; message: string } };

/** What an operation does to its resource. */
export type OperationKind =
  | "writeAccount"
  | "deleteAccount"
  | "purgeAccount"
  | "writeDeployment"
  | "deleteResourceGroup"
  | "purgeVault";

/** A long-running operation as it is stored, so that a later process can continue it. */
export interface Operation {
  id: string;
  kind: OperationKind;
  resourceId: string;
  /** Polls until the operation ends. */
  remainingPolls: number;
  outcome: OperationOutcome;
  ended: boolean;
  /** Milliseconds, by the local Azure's clock. */
  startedAt: number;
  endedAt?: number;
}

/** What an operation is about. */
interface OperationSubject {
  kind: OperationKind;
  method: string;
  resourceId: string;
  /** Polls until it ends, where the settings do not apply. */
  polls?: number;
  /** Polls that it takes besides those of the settings. @default 0 */
  extraPolls?: number;
}

/** Long-running operations (`Azure-AsyncOperation`, `Location`). Polls advance them; nothing waits. */
export interface Operations {
  /** Starts an operation on a resource. It has ended where it needs no poll. */
  begin(operation: OperationSubject): Operation;
  find(id: string): Operation | undefined;
  /** The operation in progress on a resource, if any. */
  inProgress(resourceId: string): Operation | undefined;
  /** Counts one poll of an operation, and returns the operation after it. */
  poll(operation: Operation): Operation;
  /** Counts one poll of the operation in progress on a resource, if any: some clients poll the resource itself. */
  pollResource(resourceId: string): void;
}

/** @param complete Applies the outcome of an operation of a kind to its resource. */
export function createOperations(
  { store, clock, settings, faults }: { store: Store; clock: Clock; settings: Settings; faults: Faults },
  complete: (kind: OperationKind, resourceId: string, outcome: OperationOutcome) => void,
): Operations {
  const operations = store.collection<Operation>("operations");

  const update = (operation: Operation) => {
    operations.put(operation.id, operation);
    return operation;
  };

  const end = (operation: Operation) => {
    const ended = update({ ...operation, remainingPolls: 0, ended: true, endedAt: clock.now() });
    complete(ended.kind, ended.resourceId, ended.outcome);
    return ended;
  };

  const begin = ({ kind, method, resourceId, polls, extraPolls = 0 }: OperationSubject): Operation => {
    const fault = faults.forOperation(method, resourceId);
    const operation = update({
      id: randomUUID(),
      kind,
      resourceId,
      remainingPolls: polls ?? settings.current.operations.polls + extraPolls,
      outcome: fault
        ? { status: "Failed", error: { code: fault.code, message: fault.message } }
        : { status: "Succeeded" },
      ended: false,
      startedAt: clock.now(),
    });
    // A client sees a failure by polling for it alone.
    return operation.remainingPolls === 0 && !fault ? end(operation) : operation;
  };

  const inProgress = (resourceId: string) =>
    [...operations.values()].find(
      (operation) => !operation.ended && operation.resourceId.toLowerCase() === resourceId.toLowerCase(),
    );

  const poll = (operation: Operation) => {
    const remainingPolls = operation.remainingPolls - 1;
    return remainingPolls <= 0 ? end(operation) : update({ ...operation, remainingPolls });
  };

  return {
    begin,
    find: (id) => operations.get(id),
    inProgress,
    poll,
    pollResource(resourceId) {
      const operation = inProgress(resourceId);
      if (operation) {
        poll(operation);
      }
    },
  };
}
