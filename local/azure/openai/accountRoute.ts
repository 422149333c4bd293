/** What every route of Azure OpenAI's data plane has in common. */
import type { ArmResource } from "../arm/resources";
import type { Call, PathParams, Reply, Route } from "../service";
import { requireAccount } from "./access/account";
import { requireDataAction, requireNetworkAccess } from "./access/requireAccess";
import type { DataAction } from "./access/requireAccess";

/** A request to an account that exists and that the caller can use. */
export interface AccountCall<Params extends string = never, Body = unknown> extends Call<
  Body,
  Params | "subdomain"
> {
  account: ArmResource;
}

interface AccountRoute<Path extends string, Body> extends Omit<Route<Body>, "path" | "handle"> {
  path: Path;
  dataAction: DataAction;
  handle: (call: AccountCall<PathParams<Path>, Body>) => Reply | Promise<Reply>;
}

/** A route that checks the caller's access to the account before its handler runs. */
export function accountRoute<const Path extends string, Body = undefined>({
  dataAction,
  handle,
  ...row
}: AccountRoute<Path, Body>): Route {
  return {
    ...row,
    handle(call) {
      const account = requireAccount(call.platform, call.params.subdomain);
      requireNetworkAccess(account, call.clientAddress);
      requireDataAction(call, account, dataAction);
      // The row's path and schema have determined the parameters and the body.
      return handle({ ...call, account } as unknown as AccountCall<PathParams<Path>, Body>);
    },
  };
}
