import { subscriptionId } from "../../../local/azure/directory/seed";
import { faultCases } from "../../proof/faultCases";
import { operations, resourceRows } from "../../proof/resourceRows";
import { crashMoments, runs, targets } from "../../proof/crashMoments";

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

  test("each target is killed at 25 moments of up and at 25 of destroy", () => {
    for (const target of targets) {
      for (const run of runs) {
        const moments = crashMoments(1).filter((moment) => moment.target === target && moment.run === run);
        expect([target, run, moments.length]).toEqual([target, run, 25]);
      }
    }
  });
});
