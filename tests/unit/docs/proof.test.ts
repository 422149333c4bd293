import { subscriptionId } from "../../../local/azure/directory/seed";
import { faultCases, operations, resourceRows } from "../../proof/faultCases";
import { killMoments, runs, victims } from "../../proof/killMoments";

const subscription = `/subscriptions/${subscriptionId}`;

describe("the tables of tests/proof/", () => {
  test("each operation on each resource has at least ten faults", () => {
    for (const row of resourceRows(subscription)) {
      for (const operation of operations) {
        const met = faultCases(subscription).filter(
          (one) => one.resource.name === row.name && one.operation === operation,
        );
        expect([row.name, operation, met.length >= 10]).toEqual([row.name, operation, true]);
      }
    }
  });

  test("each victim is killed at 25 moments of up and at 25 of destroy", () => {
    for (const victim of victims) {
      for (const run of runs) {
        const moments = killMoments(1).filter((one) => one.victim === victim && one.run === run);
        expect([victim, run, moments.length]).toEqual([victim, run, 25]);
      }
    }
  });
});
