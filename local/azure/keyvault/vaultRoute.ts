/** What every route of Key Vault's data plane has in common. */
import { findVault } from "../arm/keyvault/model/vaults";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, PathParams, Reply, Route } from "../service";
import type { RequiredPermission } from "./access/permissions";
import { requireAccess } from "./access/requireAccess";
import { throttle } from "./access/throttle";
import { objectNameError } from "./model/objectName";

const apiVersions = [
  "2016-10-01",
  "7.0",
  "7.1",
  "7.2-preview",
  "7.2",
  "7.3-preview",
  "7.3",
  "7.4-preview.1",
  "7.4",
  "7.5-preview.1",
  "7.5",
  "7.6-preview.1",
  "7.6-preview.2",
  "7.6",
  "2025-07-01",
  "2026-04-01",
];

/** A request to a vault that exists and that the caller can use. */
export interface VaultCall<Params extends string = never, Body = unknown> extends Call<
  Body,
  Params | "vaultName"
> {
  vault: ArmResource;
}

interface VaultRoute<Path extends string, Body> extends Omit<Route<Body>, "apiVersions" | "path" | "handle"> {
  path: Path;
  permission: RequiredPermission;
  handle: (call: VaultCall<PathParams<Path>, Body>) => Reply | Promise<Reply>;
}

/** A route that throttles the vault and checks the caller's access before its handler runs. */
export function vaultRoute<const Path extends string, Body = undefined>({
  permission,
  handle,
  ...row
}: VaultRoute<Path, Body>): Route {
  return {
    ...row,
    apiVersions,
    handle(call) {
      const vault = requireVault(call);
      throttle(call.platform, vault.name);
      requireAccess(call, vault, permission);
      requireObjectName(call.params.name);
      // The row's path and schema have determined the parameters and the body.
      return handle({ ...call, vault } as unknown as VaultCall<PathParams<Path>, Body>);
    },
  };
}

function requireVault({ platform, params }: Call): ArmResource {
  const vault = findVault(platform, params.vaultName ?? "");
  if (!vault) {
    throw new Error(`The vault ${params.vaultName} does not exist, so its host is unknown.`);
  }
  return vault;
}

function requireObjectName(name: string | undefined): void {
  const error = name === undefined ? undefined : objectNameError(name);
  if (error) {
    throw new AzureError(400, "BadParameter", error);
  }
}
