/** What every route of Key Vault's data plane has in common. */
import { findVault } from "../arm/keyvault/routes";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Reply, Route } from "../service";
import type { RequiredPermission } from "./access/permissions";
import { requireAccess } from "./access/requireAccess";
import { throttle } from "./access/throttle";
import { objectNameError } from "./model/objectName";

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

/** A request to a vault that exists and that the caller may use. */
export interface VaultCall<Params extends string = never, Body = unknown> extends Call<Body> {
  params: Readonly<Record<string, string>> & Readonly<Record<Params, string>>;
  vault: ArmResource;
}

interface VaultRoute<Params extends string, Body> extends Omit<Route<Body>, "apiVersions" | "handle"> {
  permission: RequiredPermission;
  handle: (call: VaultCall<Params, Body>) => Reply | Promise<Reply>;
}

/** A route that throttles the vault and checks the caller's access before its handler runs. */
export function vaultRoute<Params extends string, Body>({
  permission,
  handle,
  ...row
}: VaultRoute<Params, Body>): Route<Body> {
  return {
    ...row,
    apiVersions,
    async handle(call) {
      const vault = requireVault(call);
      throttle(call.platform, vault.name);
      requireAccess(call as Call, vault, permission);
      requireObjectName(call.params.name);
      const params = call.params as VaultCall<Params>["params"];
      const reply = await handle({ ...call, params, vault });
      return { ...reply, headers: { ...vaultHeaders(call as Call, vault), ...reply.headers } };
    },
  };
}

function requireVault<Body>({ platform, params }: Call<Body>): ArmResource {
  const vault = findVault(platform, params.vaultName ?? "");
  if (!vault) {
    throw new Error(`There is no vault ${params.vaultName}: its host is not answered for.`);
  }
  return vault;
}

function requireObjectName(name: string | undefined): void {
  const error = name === undefined ? undefined : objectNameError(name);
  if (error) {
    throw new AzureError(400, "BadParameter", error);
  }
}

const vaultHeaders = ({ clientAddress }: Call, { location }: ArmResource) => ({
  "x-ms-keyvault-region": location,
  "x-ms-keyvault-service-version": "1.9.0",
  "x-ms-keyvault-network-info": `conn_type=Ipv4;addr=${clientAddress};act_addr_fam=InterNetwork;`,
});
