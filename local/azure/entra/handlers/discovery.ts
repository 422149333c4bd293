/** Metadata that clients read before they request a token. */
import type { OpenCall, Reply } from "../../service";
import { hosts, loginHost } from "../hosts";
import { requireTenant } from "../wire/tenant";
import type { TenantCall } from "../wire/tenant";

/** Entra's two endpoints. */
export type EndpointVersion = "" | "/v2.0";

export const getInstances = ({ platform }: OpenCall): Reply => ({
  status: 200,
  body: {
    tenant_discovery_endpoint: `https://${loginHost}/${platform.tenantId}/v2.0/.well-known/openid-configuration`,
    "api-version": "1.1",
    metadata: [{ preferred_network: loginHost, preferred_cache: "login.windows.net", aliases: hosts }],
  },
});

export const getConfiguration =
  (version: EndpointVersion) =>
  (call: TenantCall): Reply => {
    requireTenant(call);
    const { tenantId } = call.platform;
    const base = `https://${loginHost}/${tenantId}`;
    return {
      status: 200,
      body: {
        issuer: version ? `${base}/v2.0` : `https://sts.windows.net/${tenantId}/`,
        authorization_endpoint: `${base}/oauth2${version}/authorize`,
        token_endpoint: `${base}/oauth2${version}/token`,
        device_authorization_endpoint: `${base}/oauth2${version}/devicecode`,
        jwks_uri: `${base}/discovery${version}/keys`,
        token_endpoint_auth_methods_supported: [
          "client_secret_post",
          "private_key_jwt",
          "client_secret_basic",
        ],
        response_types_supported: ["code", "id_token", "token"],
        subject_types_supported: ["pairwise"],
        id_token_signing_alg_values_supported: ["RS256"],
        cloud_instance_name: "microsoftonline.com",
        tenant_region_scope: null,
      },
    };
  };

export const getSigningKeys = ({ platform }: OpenCall): Reply => ({
  status: 200,
  body: platform.tokens.publicKeys(),
});
