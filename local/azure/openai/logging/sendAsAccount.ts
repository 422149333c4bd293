/** Requests that an account sends to other services, over the same dispatcher as any client's. */
import type { ArmResource } from "../../arm/resources";
import { StorageError, storageErrorStatus } from "../../storage/storageError";
import type { Platform, Reply, WireRequest } from "../../service";

/** Why a job cannot be logged to W&B; part of the job's error. */
export class WandbLoggingError extends Error {}

/** The IP address from which Azure's services reach a vault; no IP rule of a user lists it. */
const serviceAddress = "20.91.140.17";

/** Azure retries a request whose failure may be transient. */
const maxAttempts = 4;

export interface OutgoingRequest {
  method: string;
  host: string;
  /** Path and query. */
  target: string;
  authorization: string;
  /** Sent as JSON. */
  body?: unknown;
  /** Begins the message of an error. */
  failure: string;
}

/** @returns The body of the reply. @throws StorageError where the disk is full, WandbLoggingError with the other service's message. */
export async function sendAsAccount(
  platform: Platform,
  account: ArmResource,
  request: OutgoingRequest,
): Promise<unknown> {
  const { host, failure } = request;
  requireOutboundAccess(account, host, failure);
  const reply = await sendWithRetries(platform, toWireRequest(request));
  if (reply?.status === storageErrorStatus) {
    throw new StorageError(errorMessageOf(reply.body));
  }
  if (!reply || reply.status >= 300) {
    throw new WandbLoggingError(
      `${failure}: ${reply ? `${reply.status} ${errorMessageOf(reply.body)}` : "no answer"}`,
    );
  }
  return reply.body;
}

function requireOutboundAccess({ properties }: ArmResource, host: string, failure: string): void {
  const { restrictOutboundNetworkAccess: isRestricted, allowedFqdnList } = properties;
  if (isRestricted && !((allowedFqdnList ?? []) as string[]).includes(host)) {
    throw new WandbLoggingError(
      `${failure}: outbound network access is restricted, and ${host} is not in allowedFqdnList.`,
    );
  }
}

const toWireRequest = ({ method, host, target, authorization, body }: OutgoingRequest): WireRequest => ({
  method,
  host,
  target,
  headers: new Headers({
    authorization,
    ...(body === undefined ? {} : { "content-type": "application/json" }),
  }),
  body: Buffer.from(body === undefined ? "" : JSON.stringify(body)),
  clientAddress: serviceAddress,
});

/** @returns undefined where the last attempt got no answer. */
async function sendWithRetries(platform: Platform, request: WireRequest): Promise<Reply | undefined> {
  let reply: Reply | undefined;
  for (let attempt = 0; attempt < maxAttempts; attempt += 1) {
    const outcome = await platform.send(request);
    reply = outcome === "reset" ? undefined : outcome;
    if (reply && !isTransient(reply)) {
      return reply;
    }
  }
  return reply;
}

const isTransient = ({ status }: Reply): boolean => status >= 500 || status === 429;

/** The inner code and the first line of an error of Key Vault or W&B. */
function errorMessageOf(body: unknown): string {
  const { error, errors } = (body ?? {}) as {
    error?: { message?: string; innererror?: { code?: string } };
    errors?: { message?: string }[];
  };
  const [firstLine] = (error?.message ?? errors?.[0]?.message ?? "").split(/\r?\n/);
  return [error?.innererror?.code, firstLine].filter(Boolean).join(": ");
}
