/**
 * Azure tells nothing about when to poll a new vault or a purge, so that its clients wait for up to 30 seconds between two
 * polls. The local Azure has ended by then: those who know this header come back at once.
 */
export const pollHint = { "x-ms-retry-after-ms": "10" };
