/**
 * Azure's automatic upgrade of an account of kind OpenAI to a Foundry resource, after which W&B cannot be configured (Microsoft Learn,
 * "Manage automatic upgrades from Azure OpenAI to Microsoft Foundry", August 2026). Only preview API versions have the property, and the
 * Azure client that the CLI uses does not: it would leave it out of requests and responses.
 */
import { setTimeout as delay } from "node:timers/promises";
import { createHttpHeaders, createPipelineRequest } from "@azure/core-rest-pipeline";
import type { HttpMethods } from "@azure/core-rest-pipeline";
import type { AzureClients } from "./clients";
import { currentCloud } from "./clouds";

/** `properties.foundryAutoUpgrade` of an account. Azure does not publish the values of `statusReason`. */
export interface AutomaticUpgrade {
  mode?: string;
  plannedByMicrosoft?: boolean;
  /** ISO 8601. */
  scheduledAt?: string;
  statusReason?: string;
}

/** The API versions that have the property, the documented one first. */
export const upgradeApiVersions = ["2026-01-15-preview", "2026-07-15-preview"] as const;

interface UpgradableAccount {
  /** The version by which Azure returned it. */
  apiVersion: string;
  /** Undefined if Azure returns none, which does not prove that it plans none. */
  upgrade: AutomaticUpgrade | undefined;
  provisioningState: string | undefined;
}

/**
 * Reads the upgrade of an account.
 * @returns undefined if Azure offers none of the API versions.
 * @throws Error if Azure does not return the account.
 */
export async function readAutomaticUpgrade(
  azure: AzureClients,
  accountId: string,
): Promise<UpgradableAccount | undefined> {
  for (const apiVersion of upgradeApiVersions) {
    const response = await send(azure, "GET", accountId, apiVersion);
    if (isUnknownVersion(response)) {
      continue;
    }
    const { properties } = requireSuccess(response);
    if (!properties) {
      throw new Error("The response contains no properties of the account. Check the network and the proxy.");
    }
    return {
      apiVersion,
      upgrade: properties.foundryAutoUpgrade ?? undefined,
      provisioningState: properties.provisioningState,
    };
  }
  return undefined;
}

/** The longest that Azure is waited for after the opt-out, in milliseconds, and the time between two reads. */
const waits = { maxMs: 120_000, everyMs: 1_000 };

/**
 * Opts an account out of the upgrade, and reads it again. Doing it twice changes nothing more.
 * @throws Error if Azure refuses it, or does not show it afterwards.
 */
export async function optOutOfUpgrade(
  azure: AzureClients,
  accountId: string,
  apiVersion: string,
): Promise<void> {
  const properties = { foundryAutoUpgrade: { mode: "Disabled" } };
  requireSuccess(await send(azure, "PATCH", accountId, apiVersion, { properties }));
  const deadline = Date.now() + waits.maxMs;
  for (;;) {
    const { upgrade, provisioningState } = (await readAutomaticUpgrade(azure, accountId)) ?? {};
    const isSettled = /^(Succeeded|Failed|Canceled)$/.test(provisioningState ?? "Succeeded");
    if (isSettled && isOptedOut(upgrade)) {
      return;
    }
    if (isSettled || Date.now() > deadline) {
      throw new Error(
        `Azure accepted the request, and returns mode ${upgrade?.mode ?? "(none)"} (provisioning state ${provisioningState ?? "unknown"}).`,
      );
    }
    await delay(waits.everyMs);
  }
}

export const isOptedOut = (upgrade: AutomaticUpgrade | undefined): boolean =>
  upgrade?.mode?.toLowerCase() === "disabled";

interface Body {
  properties?: { foundryAutoUpgrade?: AutomaticUpgrade | null; provisioningState?: string };
  error?: { code?: string; message?: string };
}

interface Response {
  status: number;
  body: Body;
}

async function send(
  { accounts }: AzureClients,
  method: HttpMethods,
  accountId: string,
  apiVersion: string,
  body?: object,
): Promise<Response> {
  const request = createPipelineRequest({
    url: `${currentCloud().resourceManager}${accountId}?api-version=${apiVersion}`,
    method,
    headers: createHttpHeaders({ accept: "application/json", "content-type": "application/json" }),
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const { status, bodyAsText } = await accounts.sendRequest(request);
  return { status, body: parse(bodyAsText) };
}

function parse(text: string | null | undefined): Body {
  try {
    return JSON.parse(text ?? "") as Body;
  } catch {
    return {};
  }
}

/** What Resource Manager and resource providers return for an API version that they do not have. */
const isUnknownVersion = ({ status, body: { error } }: Response): boolean =>
  (status === 400 || status === 404) &&
  /^(InvalidApiVersionParameter|NoRegisteredProviderFound|UnsupportedApiVersion|InvalidResourceType)$/.test(
    error?.code ?? "",
  );

function requireSuccess({ status, body }: Response): Body {
  if (status < 200 || status > 299) {
    const { code, message = "Azure returned no reason." } = body.error ?? {};
    throw Object.assign(new Error(message), { statusCode: status, code });
  }
  return body;
}
