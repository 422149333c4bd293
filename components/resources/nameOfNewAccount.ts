import { randomInt, randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import { allOf } from "../allOf";
import { qualifiedStackName } from "../lookup/stackState";
import { endingLength, keptStart, suffixLength } from "../naming/accountSuffix";
import { azureNamePart } from "../naming/names";

/** Marks a suffix that has its run among its keepers: those of earlier versions have none, and 0 here. */
const minLower = 1;

/**
 * A name unique in all of Azure for the account that this deployment may create: a part of the component's name, and a suffix from the
 * random provider. Azure reserves the name of a deleted account for 48 hours, so that each account after the first has another ending.
 */
export function nameOfNewAccount(name: string, parent: pulumi.Resource): pulumi.Output<string> {
  const isPreview = pulumi.runtime.isDryRun();
  // Unit tests compare what is registered twice.
  const thisRun = qualifiedStackName() === undefined ? "mocks" : randomUUID();
  const suffix = new RandomString(
    `${name}-suffix`,
    {
      length: suffixLength,
      special: false,
      upper: false,
      minLower,
      // Unknown in a preview: an update plan would not hold otherwise.
      keepers: { createdIn: isPreview ? (pulumi.unknown as unknown as string) : thisRun },
    },
    // The suffix keeps the run that has created it: in a later one, an account with that suffix may have existed.
    { parent, ignoreChanges: ["keepers", "minLower"] },
  );
  const isNew = isPreview
    ? false
    : allOf([suffix.keepers, suffix.minLower]).apply(
        ([keepers, marked]) => marked === minLower && keepers?.createdIn === thisRun,
      );
  return allOf([suffix.result, isNew]).apply(([result, neverUsed]) => {
    const ending = neverUsed ? result : `${start(result)}${newEnding(endingLength)}`;
    return `${azureNamePart(name, 50)}-${ending}`;
  });
}

/** A consumer's mocks may answer without a result. */
const start = (result: string | undefined) => keptStart(result ?? "");

const newEnding = (length: number) =>
  randomInt(36 ** length)
    .toString(36)
    .padStart(length, "0");
