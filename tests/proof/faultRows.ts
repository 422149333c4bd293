/** The faults of the fault matrix, as data. */
import type { Fault } from "../support/proofProject";
import type { Operation, ResourceRow } from "./resourceRows";

/** One fault, and the combinations that it is excluded from. */
export interface FaultRow {
  name: string;
  /** Whether retries succeed, and with them the operation. */
  isTransient: boolean;
  /** The fault, without the requests that it matches. */
  fault?: Omit<Fault, "service" | "method" | "path">;
  /** Settings of the local Azure, instead of a fault. */
  settings?: object;
  /** Matches the error of the operation; left out: it has none. */
  expectedError?: RegExp;
  /** Why a combination is excluded; undefined: it is a case. */
  excluded?: (resource: ResourceRow, operation: Operation) => string | undefined;
}

const error = (status: number, code: string, message: string) => ({ status, code, message });
const throttled = error(429, "TooManyRequests", "Too many requests. Please try again later.");
const broken = error(500, "InternalServerError", "The server encountered an error.");
const busy = error(503, "ServiceUnavailable", "The service is temporarily unavailable.");

/** Azure's error, as azure-native words it; from a vault's data plane it comes with the whole response. */
const azureError = (status: number, code: string) =>
  new RegExp(`Status=${status} Code="${code}"|RESPONSE ${status}: .*ERROR CODE: ${code} `);

/** Longer than the providers' timeout in the matrix; then the connection ends. */
const silence = { delayMs: 5000, reset: true };

const notReads = (_: ResourceRow, operation: Operation) =>
  operation === "read" ? "a read changes nothing: the same as a reset or a timeout" : undefined;

/** Excludes all but one operation on one resource. */
const onlyFor =
  (resource: string, only: Operation, reason: string) =>
  ({ name }: ResourceRow, operation: Operation) =>
    name === resource && operation === only ? undefined : reason;

export const faultRows: readonly FaultRow[] = [
  {
    name: "429 with Retry-After, once",
    isTransient: true,
    fault: { ...throttled, headers: { "retry-after": "1" }, count: 1 },
  },
  {
    name: "429 with Retry-After, lasting",
    isTransient: false,
    fault: { ...throttled, headers: { "retry-after": "0" } },
    expectedError: azureError(429, "TooManyRequests"),
  },
  { name: "500, twice", isTransient: true, fault: { ...broken, count: 2 } },
  {
    name: "500, lasting",
    isTransient: false,
    fault: broken,
    expectedError: azureError(500, "InternalServerError"),
  },
  { name: "503, twice", isTransient: true, fault: { ...busy, count: 2 } },
  {
    name: "503, lasting",
    isTransient: false,
    fault: busy,
    expectedError: azureError(503, "ServiceUnavailable"),
  },
  { name: "reset, twice", isTransient: true, fault: { reset: true, count: 2 } },
  {
    name: "reset, lasting",
    isTransient: false,
    fault: { reset: true },
    expectedError: /(GET|PUT|DELETE) https:\S+ failed: /,
  },
  {
    name: "reset once Azure has completed it",
    isTransient: true,
    fault: { reset: true, after: true, count: 1 },
    excluded: notReads,
  },
  {
    name: "reset each time Azure has completed it",
    isTransient: false,
    fault: { reset: true, after: true },
    expectedError: /(GET|PUT|DELETE) https:\S+ failed: /,
    excluded: notReads,
  },
  { name: "timeout, once", isTransient: true, fault: { ...silence, count: 1 } },
  {
    name: "timeout, lasting",
    isTransient: false,
    fault: silence,
    expectedError: /(GET|PUT|DELETE) https:\S+ failed: .*timeout/,
  },
  {
    name: "timeout once Azure has completed it",
    isTransient: true,
    fault: { ...silence, after: true, count: 1 },
    excluded: notReads,
  },
  {
    name: "long-running operation fails",
    isTransient: false,
    fault: { operation: "Failed", count: 1, code: "InternalServerError", message: "no capacity" },
    expectedError: /Code="InternalServerError" Message="no capacity"/,
    excluded: ({ longRunning }, operation) =>
      longRunning?.operations.includes(operation) ? undefined : "completed when Azure responds",
  },
  {
    name: "slow role propagation",
    isTransient: false,
    settings: { propagation: { seconds: 0, checks: 1 } },
    expectedError: /ForbiddenByRbac/,
    excluded: onlyFor(
      "secret",
      "delete",
      "of the control plane, which needs no role assignment of the stack",
    ),
  },
  {
    name: "slow replication of the identity",
    isTransient: true,
    settings: { replication: { seconds: 3600 } },
    excluded: onlyFor("identity's role assignment", "create", "of an existing principal"),
  },
  {
    name: "403",
    isTransient: false,
    fault: error(403, "AuthorizationFailed", "The client does not have authorization to perform the action."),
    expectedError: azureError(403, "AuthorizationFailed"),
  },
];
