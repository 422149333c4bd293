/** Checks of values whose rule is more than a pattern. */
import { isIPv4 } from "node:net";
import { OnSoftDeleted } from "../args/choices";
import { clouds, cloudOfRegion } from "../clouds";
import { fineTuningRegions, normalizeRegion } from "./regions";
import type { Check } from "./shape";

export const checkLocation: Check<string> = (value, read) =>
  read("skipLocationCheck") === true || fineTuningRegions.includes(normalizeRegion(value))
    ? undefined
    : `is "${value}", which is not a region known to fine-tune Azure OpenAI models${reasonOf(value)}: choose one of ` +
      `${fineTuningRegions.join(", ")}, or set skipLocationCheck to true if Azure has added it since`;

function reasonOf(region: string): string {
  const { noTraining } = clouds[cloudOfRegion(region)];
  return noTraining ? ` (${noTraining})` : "";
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

export const checkObjectId: Check<string> = (value) =>
  guid.test(value)
    ? undefined
    : `is "${value}", which is not a GUID: give the object id that Microsoft Entra shows for the user, the group ` +
      "or the enterprise application (not the application's client id)";

export const checkIpRange: Check<string> = (value) => {
  const [address = "", prefix = "32", ...more] = value.split("/");
  const isRange = isIPv4(address) && /^\d{1,2}$/.test(prefix) && Number(prefix) <= 32 && more.length === 0;
  return isRange ? undefined : `is "${value}": give IPv4 addresses or ranges such as 203.0.113.0/24`;
};

/** A date that the calendar has, with a time: `Date.parse` alone takes February 30th for March 2nd. */
export const checkDateTime: Check<string> = (value) => {
  const [, date] = /^(\d{4}-\d{2}-\d{2})T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:\d{2})$/.exec(value) ?? [];
  const midnight = Date.parse(`${date}T00:00:00Z`);
  const isDate =
    date !== undefined &&
    !Number.isNaN(Date.parse(value)) &&
    !Number.isNaN(midnight) &&
    new Date(midnight).toISOString().startsWith(date);
  return isDate ? undefined : `is "${value}": give a date and time such as 2027-01-31T00:00:00Z`;
};

export const checkRetention: Check<number> = (days) =>
  Number.isInteger(days) && days >= 7 && days <= 90 ? undefined : `is ${days}: give 7 to 90 days`;

export const checkCapacity: Check<number> = (capacity) =>
  Number.isInteger(capacity) && capacity >= 1
    ? undefined
    : `is ${capacity}: give 1 or more, in thousands of tokens per minute`;

export const checkPurgeProtection: Check<boolean> = (enabled) =>
  enabled ? undefined : "is false, which Azure rejects for every vault: leave it out, or set it to true";

export const checkOnSoftDeleted: Check<string> = (choice, read) => {
  const hasName = [read("account.accountName"), read("vault.vaultName")].some(
    (name) => name !== undefined && name !== null,
  );
  return choice === OnSoftDeleted.NewName && hasName
    ? "is NewName, which generates names: remove account.accountName and vault.vaultName"
    : undefined;
};
