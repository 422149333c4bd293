import type { Operation } from "../../../operations";

/** `2023-05-15 15:47:30Z` */
const dateTime = (milliseconds: number) =>
  new Date(milliseconds).toISOString().replace("T", " ").replace(/\.\d+/, "");

/** The state of a vault's purge (recorded, azure-sdk-for-python, Apr 2021; azure-cli, May 2023). */
export function toResponsePurge({ startedAt, ended, endedAt }: Operation): Record<string, unknown> {
  return {
    createdDateTime: dateTime(startedAt),
    ...(endedAt === undefined ? {} : { lastActionDateTime: dateTime(endedAt) }),
    status: ended ? "Succeeded" : "NotStarted",
  };
}
