/** What every route of a vault's data plane shares: access before anything else, attributes, pages. */
import { z } from "zod";
import { findVault } from "../arm/keyvault/model/vaults";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Reply, Route } from "../service";
import { requireAccess } from "./access";
import type { Right } from "./access";
import { throttle } from "./throttle";
import { objectNameError } from "./vaultObjects";

const apiVersions = [
  "2016-10-01",
  "7.0",
  "7.1",
  "7.2",
  "7.3",
  "7.4",
  "7.5",
  "7.6",
  "2025-07-01",
  "2026-04-01",
];

const seconds = z.int().min(0).nullish();
export const attributes = z.strictObject({
  enabled: z.boolean().nullish(),
  nbf: seconds,
  exp: seconds,
  created: seconds,
  updated: seconds,
  recoveryLevel: z.string().nullish(),
  recoverableDays: seconds,
});
export const tags = z.record(z.string().max(256), z.string().max(256)).nullish();

/** Of the attributes that a client sends back, those that it may write. */
export const writable = (said: z.infer<typeof attributes> | null | undefined) => ({
  enabled: said?.enabled,
  nbf: said?.nbf,
  exp: said?.exp,
});

/** A route on which the vault has been looked up, throttled and asked for access. */
export function route<Body>(
  method: Route["method"],
  path: string,
  right: Right,
  handle: (call: Call<Body>, vault: ArmResource) => Reply | Promise<Reply>,
  more: Partial<Route<Body>> = {},
): Route<Body> {
  return {
    method,
    path,
    apiVersions,
    ...more,
    async handle(call) {
      const vault = findVault(call.platform, call.params.vaultName!)!;
      throttle(call.platform, vault.name);
      requireAccess(call, vault, right);
      const invalid = call.params.name === undefined ? undefined : objectNameError(call.params.name);
      if (invalid) {
        throw new AzureError(400, "BadParameter", invalid);
      }
      const reply = await handle(call, vault);
      return {
        ...reply,
        headers: {
          "x-ms-keyvault-region": vault.location,
          "x-ms-keyvault-service-version": "1.9.0",
          "x-ms-keyvault-network-info": `conn_type=Ipv4;addr=${call.clientAddress};act_addr_fam=InterNetwork;`,
          ...reply.headers,
        },
      };
    },
  };
}

/** Clients that name no version send the slash all the same. */
export const withSlash = <Body>(one: Route<Body>): Route<Body>[] => [one, { ...one, path: `${one.path}/` }];

export const pageQuery = ["maxresults", "$skiptoken"] as const;

/** Cuts a list into pages of at most 25, as Key Vault does. */
export function page({ url }: Call, vault: ArmResource, items: readonly unknown[]): Reply {
  const size = wholeNumber(url, "maxresults", 25);
  const from = wholeNumber(url, "$skiptoken", 0);
  if (size < 1 || size > 25) {
    throw new AzureError(400, "BadParameter", "Property maxresults has invalid value: give 1 to 25.");
  }
  const next = new URL(`${vaultUri(vault).slice(0, -1)}${url.pathname}${url.search}`);
  next.searchParams.set("$skiptoken", String(from + size));
  return {
    status: 200,
    body: { value: items.slice(from, from + size), nextLink: from + size < items.length ? next.href : null },
  };
}

function wholeNumber(url: URL, name: string, otherwise: number): number {
  const text = url.searchParams.get(name);
  if (text !== null && !/^\d{1,7}$/.test(text)) {
    throw new AzureError(400, "BadParameter", `Property ${name} has invalid value.`);
  }
  return text === null ? otherwise : Number(text);
}

export const vaultUri = ({ properties }: ArmResource) => String(properties.vaultUri);
