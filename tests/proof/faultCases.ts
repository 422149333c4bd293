/** The cases of the fault matrix: every fault of every operation on every resource, without excluded combinations. */
import { faultRows } from "./faultRows";
import type { FaultRow } from "./faultRows";
import { operations, resourceRows } from "./resourceRows";
import type { Operation, ResourceRow } from "./resourceRows";

export interface FaultCase {
  resource: ResourceRow;
  operation: Operation;
  fault: FaultRow;
}

export const caseName = ({ resource, operation, fault }: FaultCase): string =>
  `${resource.name}, ${operation}, ${fault.name}`;

/** All cases. */
export function faultCases(subscription: string): FaultCase[] {
  return resourceRows(subscription).flatMap((resource) =>
    operations.flatMap((operation) =>
      faultRows
        .filter(({ excluded }) => !excluded?.(resource, operation))
        .map((fault) => ({ resource, operation, fault })),
    ),
  );
}
