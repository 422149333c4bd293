import { randomInt, randomUUID } from "node:crypto";
import * as pulumi from "@pulumi/pulumi";
import { RandomString } from "@pulumi/random";
import { azureNamePart } from "../naming/names";

/** Identifies this run of the program. */
const thisRun = randomUUID();

const suffixLength = 8;

/**
 * A name unique in all of Azure for the account that this deployment may create: a part of the component's name, and a suffix from the
 * random provider. Azure reserves the name of a deleted account for 48 hours, so that each account after the first has another ending.
 */
export function nameOfNewAccount(name: string, parent: pulumi.Resource): pulumi.Output<string> {
  const { result, keepers } = new RandomString(
    `${name}-suffix`,
    { length: suffixLength, special: false, upper: false, keepers: { createdIn: whenDeployed(thisRun) } },
    // The suffix keeps the run that has created it: in a later one, an account with that suffix may have existed.
    { parent, ignoreChanges: ["keepers"] },
  );
  return pulumi.all([result, keepers]).apply(([suffix, kept]) => {
    const ending = kept?.createdIn === thisRun ? suffix : `${start(suffix)}${newEnding(suffixLength / 2)}`;
    return `${azureNamePart(name, 50)}-${ending}`;
  });
}

/** A value that a preview does not know: an update plan would not hold otherwise. */
const whenDeployed = (text: string): string =>
  pulumi.runtime.isDryRun() ? (pulumi.unknown as unknown as string) : text;

/** A consumer's mocks may answer without a result. */
const start = (suffix: string | undefined) => (suffix ?? "").slice(0, suffixLength / 2);

const newEnding = (length: number) =>
  randomInt(36 ** length)
    .toString(36)
    .padStart(length, "0");
