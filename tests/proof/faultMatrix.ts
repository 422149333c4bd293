/** Runs cases of the fault matrix. */
import { caseName } from "./faultCases";
import type { FaultCase } from "./faultCases";
import { FaultStack } from "./faultStack";
import type { FaultResult } from "./faultStack";
import type { Operation } from "./resourceRows";
import { alternate, runBatches, shortened } from "./workers";

/** Creates and deletes alternately, as each begins where the other ends; then what needs an existing resource. */
function inOrder(cases: readonly FaultCase[]): FaultCase[] {
  const of = (wanted: Operation) => cases.filter(({ operation }) => operation === wanted);
  return [...alternate(of("create"), of("delete")), ...of("update"), ...of("read")];
}

/** @param batches Cases that share a stack. @param workers How many stacks there are at once. */
export const runFaultCases = (
  batches: readonly (readonly FaultCase[])[],
  workers: number,
  progress?: (result: FaultResult) => void,
): Promise<FaultResult[]> =>
  runBatches(batches.map(inOrder), workers, { create: () => FaultStack.create(), notRun, progress });

const notRun = (faultCase: FaultCase, error: Error): FaultResult => ({
  name: caseName(faultCase),
  resource: faultCase.resource.name,
  operation: faultCase.operation,
  fault: faultCase.fault.name,
  outcome: "could not be run",
  next: "",
  problems: [shortened(error.message)],
});
