import type { Reply } from "../../service";
import { authenticatePrincipal } from "./authenticatePrincipal";
import { audienceOf } from "../model/resources";
import { requireTenant } from "../wire/tenant";
import type { TenantCall } from "../wire/tenant";
import { requireParameter, resourceOfScope } from "../wire/tokenRequest";
import type { TokenForm } from "../wire/tokenRequest";

/** The endpoint of version 1, whose requests name a resource. */
export const postToken = (call: TenantCall<TokenForm>): Promise<Reply> =>
  issueToken(call, call.body.resource);

/** The endpoint of version 2, whose requests name a scope. */
export const postTokenV2 = (call: TenantCall<TokenForm>): Promise<Reply> =>
  issueToken(call, resourceOfScope(call.body.scope));

async function issueToken(call: TenantCall<TokenForm>, requested: string | undefined): Promise<Reply> {
  requireTenant(call);
  const principal = await authenticatePrincipal(call);
  const resource = requireParameter("scope", requested);
  const issued = await call.platform.tokens.issue(principal, audienceOf(resource));
  return {
    status: 200,
    headers: { "cache-control": "no-store" },
    body: {
      token_type: "Bearer",
      expires_in: issued.expiresIn,
      ext_expires_in: issued.expiresIn,
      expires_on: String(issued.expiresOn),
      resource,
      scope: call.body.scope,
      access_token: issued.accessToken,
    },
  };
}
