/** Microsoft Entra: discovery, keys, and tokens for applications (client credentials) and people (password). */
import { randomUUID } from "node:crypto";
import { z } from "zod";
import { AzureError } from "../error";
import type { OpenCall as Call, OpenRoute as Route, Reply, Service } from "../service";

const hosts = ["login.microsoftonline.com", "login.windows.net", "sts.windows.net"];

/** Resources that tokens are given out for, by their identifier URI without a slash at the end, and the audience they get. */
const resources: Record<string, string> = {
  "https://management.azure.com": "https://management.azure.com",
  "https://management.core.windows.net": "https://management.core.windows.net/",
  "https://vault.azure.net": "https://vault.azure.net",
  "https://graph.microsoft.com": "https://graph.microsoft.com",
  "https://cognitiveservices.azure.com": "https://cognitiveservices.azure.com",
  "https://ai.azure.com": "https://ai.azure.com",
};

/** The audience for a resource or a scope. @throws AzureError AADSTS500011 where there is no such resource. */
export function audienceOf(resource: string): string {
  const audience = resources[resource.replace(/\/+$/, "")];
  if (!audience) {
    throw new AzureError(
      400,
      "invalid_resource",
      `AADSTS500011: The resource principal named ${resource.slice(0, 200)} was not found in the tenant.`,
    );
  }
  return audience;
}

const form = z.record(z.string(), z.string());
type Form = z.infer<typeof form>;

export const entraService: Service = {
  name: "entra",
  host: (host) => (hosts.includes(host) ? {} : undefined),
  errorBody: (error, platform) => ({
    error: error.code,
    error_description: `${error.message} Trace ID: ${randomUUID()} Timestamp: ${new Date().toISOString()}`,
    error_codes: [Number(/AADSTS(\d+)/.exec(error.message)?.[1] ?? 900000)],
    timestamp: new Date().toISOString(),
    tenant: platform.tenantId,
  }),
  routes: [
    {
      method: "GET",
      path: "/common/discovery/instance",
      apiVersions: [],
      query: "any",
      handle: instances,
    },
    ...(["", "/v2.0"] as const).flatMap((version): Route[] => [
      {
        method: "GET",
        path: `/{tenant}${version}/.well-known/openid-configuration`,
        apiVersions: [],
        query: "any",
        handle: (call) => discovery(call, version),
      },
      {
        method: "GET",
        path: `/{tenant}/discovery${version}/keys`,
        apiVersions: [],
        query: "any",
        handle: ({ platform }) => ({ status: 200, body: platform.tokens.publicKeys() }),
      },
    ]),
    {
      method: "POST",
      path: "/{tenant}/oauth2/token",
      apiVersions: [],
      query: "any",
      bodyType: "form",
      body: form,
      handle: (call: Call<Form>) => token(call, call.body.resource),
    },
    {
      method: "POST",
      path: "/{tenant}/oauth2/v2.0/token",
      apiVersions: [],
      query: "any",
      bodyType: "form",
      body: form,
      handle: (call: Call<Form>) => token(call, scopeResource(call.body.scope)),
    },
  ],
};

function instances({ platform }: Call): Reply {
  return {
    status: 200,
    body: {
      tenant_discovery_endpoint: `https://${hosts[0]}/${platform.tenantId}/v2.0/.well-known/openid-configuration`,
      "api-version": "1.1",
      metadata: [{ preferred_network: hosts[0], preferred_cache: "login.windows.net", aliases: hosts }],
    },
  };
}

function checkTenant({ params, platform }: Call): void {
  if (![platform.tenantId, "common", "organizations"].includes(params.tenant!.toLowerCase())) {
    throw new AzureError(
      400,
      "invalid_tenant",
      `AADSTS90002: Tenant '${params.tenant!.slice(0, 80)}' not found. Check that the tenant id is correct.`,
    );
  }
}

function discovery(call: Call, version: "" | "/v2.0"): Reply {
  checkTenant(call);
  const base = `https://${hosts[0]}/${call.platform.tenantId}`;
  return {
    status: 200,
    body: {
      issuer: version ? `${base}/v2.0` : `https://sts.windows.net/${call.platform.tenantId}/`,
      authorization_endpoint: `${base}/oauth2${version}/authorize`,
      token_endpoint: `${base}/oauth2${version}/token`,
      device_authorization_endpoint: `${base}/oauth2${version}/devicecode`,
      jwks_uri: `${base}/discovery${version}/keys`,
      token_endpoint_auth_methods_supported: ["client_secret_post", "client_secret_basic"],
      response_types_supported: ["code", "id_token", "token"],
      subject_types_supported: ["pairwise"],
      id_token_signing_alg_values_supported: ["RS256"],
      cloud_instance_name: "microsoftonline.com",
      tenant_region_scope: null,
    },
  };
}

function scopeResource(scope: string | undefined): string | undefined {
  const scopes = (scope ?? "").split(" ").filter((one) => one.includes("://"));
  if (scope !== undefined && (scopes.length !== 1 || !/\/[\w.]+$/.test(scopes[0]!))) {
    throw new AzureError(
      400,
      "invalid_scope",
      "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
    );
  }
  return scopes[0]?.replace(/\/[\w.]+$/, "");
}

/** How a principal proves itself, by grant type. */
const grants: Record<
  string,
  (call: Call<Form>) => { objectId: string; appId: string; kind: "app" | "user"; upn?: string }
> = {
  client_credentials({ platform, body, headers }) {
    const basic = /^Basic (.+)$/i.exec(headers.get("authorization") ?? "")?.[1];
    const [basicId, basicSecret] = Buffer.from(basic ?? "", "base64")
      .toString()
      .split(":")
      .map(decode);
    const clientId = body.client_id ?? basicId;
    const secret = body.client_secret ?? basicSecret;
    required("client_id", clientId);
    required("client_secret", secret);
    const application = platform.directory.application(clientId!);
    if (!application) {
      throw new AzureError(
        400,
        "unauthorized_client",
        `AADSTS700016: Application with identifier '${clientId!.slice(0, 80)}' was not found in the directory.`,
      );
    }
    if (application.secret !== secret) {
      throw new AzureError(
        401,
        "invalid_client",
        `AADSTS7000215: Invalid client secret provided for app '${clientId}'.`,
      );
    }
    return { objectId: application.objectId, appId: application.appId, kind: "app" };
  },
  password({ platform, body }) {
    required("username", body.username);
    required("password", body.password);
    const user = platform.directory.userByName(body.username!);
    if (!user || user.password !== body.password) {
      throw new AzureError(
        400,
        "invalid_grant",
        "AADSTS50126: Error validating credentials due to invalid username or password.",
      );
    }
    return {
      objectId: user.objectId,
      appId: body.client_id ?? "",
      kind: "user",
      upn: user.userPrincipalName,
    };
  },
};

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function required(name: string, value: string | undefined): void {
  if (!value) {
    throw new AzureError(
      400,
      "invalid_request",
      `AADSTS900144: The request body must contain the following parameter: '${name}'.`,
    );
  }
}

async function token(call: Call<Form>, resource: string | undefined): Promise<Reply> {
  checkTenant(call);
  required("grant_type", call.body.grant_type);
  const grant = Object.hasOwn(grants, call.body.grant_type!) ? grants[call.body.grant_type!] : undefined;
  if (!grant) {
    throw new AzureError(
      400,
      "unsupported_grant_type",
      "AADSTS70003: The app requested an unsupported grant type.",
    );
  }
  const principal = grant(call);
  required("scope", resource);
  const { accessToken, expiresIn, expiresOn } = await call.platform.tokens.issue(
    principal,
    audienceOf(resource!),
  );
  return {
    status: 200,
    headers: { "cache-control": "no-store" },
    body: {
      token_type: "Bearer",
      expires_in: expiresIn,
      ext_expires_in: expiresIn,
      expires_on: String(expiresOn),
      resource,
      scope: call.body.scope,
      access_token: accessToken,
    },
  };
}
