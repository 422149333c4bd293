/** `/_local/…`: control of the local Azure, outside what Azure offers. Reached directly, never through the proxy. */
import { z } from "zod";
import { assignmentsOf } from "../authorization/evaluate";
import { contributor, deployer, groups, users } from "../directory/seed";
import { AzureError } from "../error";
import { audienceOf } from "../entra/model/resources";
import { openRoute } from "../service";
import type { OpenCall, OpenRoute, Reply, Service } from "../service";
import { addKey, revokeKey } from "../wandb/model/users";
import { faultSchema } from "./faults";
import { settingsSchema } from "./settings";

const advance = z.strictObject({
  seconds: z
    .number()
    .min(0)
    .max(100 * 365 * 86_400),
});
const application = z.strictObject({
  displayName: z.string().min(1),
  roles: z
    .array(z.strictObject({ roleDefinitionId: z.string(), scope: z.string().startsWith("/") }))
    .default([]),
});
const user = z.strictObject({ name: z.string().regex(/^[\w.-]+$/) });

const wandbKey = z.strictObject({
  key: z.string().min(1),
  username: z.string().default("ada"),
  entity: z.string().default("contoso"),
  teams: z.array(z.string()).default(["contoso"]),
});
const wandbKeyOnly = z.strictObject({ key: z.string() });

const none = { apiVersions: [] };

const routes: OpenRoute[] = [
  openRoute({
    method: "GET",
    path: "/_local/clock",
    ...none,
    handle: ({ platform }) => ({ status: 200, body: { now: new Date(platform.clock.now()).toISOString() } }),
  }),
  openRoute({
    method: "POST",
    path: "/_local/clock",
    ...none,
    body: advance,
    handle({ platform, body }) {
      platform.clock.advance(body.seconds * 1000);
      return { status: 200, body: { now: new Date(platform.clock.now()).toISOString() } };
    },
  }),
  openRoute({
    method: "GET",
    path: "/_local/faults",
    ...none,
    handle: ({ platform }) => ({ status: 200, body: { faults: platform.faults.list() } }),
  }),
  openRoute({
    method: "POST",
    path: "/_local/faults",
    ...none,
    body: z.array(faultSchema),
    handle({ platform, body }) {
      body.forEach((fault) => platform.faults.add(fault));
      return { status: 200, body: { faults: platform.faults.list() } };
    },
  }),
  openRoute({
    method: "DELETE",
    path: "/_local/faults",
    ...none,
    handle: ({ platform }) => done(platform.faults.clear()),
  }),
  openRoute({
    method: "GET",
    path: "/_local/requests",
    ...none,
    handle: ({ platform }) => ({ status: 200, body: { requests: platform.requests.list() } }),
  }),
  openRoute({
    method: "DELETE",
    path: "/_local/requests",
    ...none,
    handle: ({ platform }) => done(platform.requests.clear()),
  }),
  openRoute({
    method: "GET",
    path: "/_local/settings",
    ...none,
    handle: ({ platform }) => ({ status: 200, body: platform.settings.current }),
  }),
  openRoute({
    method: "PUT",
    path: "/_local/settings",
    ...none,
    body: settingsSchema.partial(),
    handle({ platform, body }) {
      platform.settings.change(body);
      return { status: 200, body: platform.settings.current };
    },
  }),
  openRoute({
    method: "DELETE",
    path: "/_local/settings",
    ...none,
    handle: ({ platform }) => done(platform.settings.reset()),
  }),
  openRoute({ method: "GET", path: "/_local/seed", ...none, handle: seed }),
  openRoute({
    method: "POST",
    path: "/_local/directory/applications",
    ...none,
    body: application,
    handle: addApplication,
  }),
  openRoute({
    method: "POST",
    path: "/_local/directory/users",
    ...none,
    body: user,
    handle: ({ platform, body }) => ({
      status: 201,
      body: platform.directory.addUser(body.name),
    }),
  }),
  openRoute({
    method: "POST",
    path: "/_local/wandb/keys",
    ...none,
    body: wandbKey,
    handle: ({ platform, body: { key, ...holder } }) => done(addKey(platform, key, holder)),
  }),
  openRoute({
    method: "DELETE",
    path: "/_local/wandb/keys",
    ...none,
    body: wandbKeyOnly,
    handle: ({ platform, body: { key } }) => ({
      status: revokeKey(platform, key) ? 204 : 404,
    }),
  }),
  openRoute({
    method: "GET",
    path: "/_local/identity/{principalId}/token",
    ...none,
    query: ["api-version", "resource", "client_id", "mi_res_id", "principal_id"],
    handle: identityToken,
  }),
];

/** Not a service of Azure: it has no host, and answers only what comes to the local Azure's own address. */
export const controlService: Service = {
  name: "control",
  host: () => undefined,
  errorBody: ({ code, message }) => ({ error: { code, message } }),
  routes,
};

const done = (_: void): Reply => ({ status: 204 });

/** Who is there, with the credentials: whoever reaches this address is on this machine. */
function seed({ platform }: OpenCall): Reply {
  const { directory, tenantId, subscriptionId } = platform;
  const credentials = ({ appId, objectId }: { appId: string; objectId: string }) => ({
    clientId: appId,
    objectId,
    clientSecret: directory.requireApplication(appId).secret,
  });
  return {
    status: 200,
    body: {
      tenantId,
      subscriptionId,
      identityHeader: directory.identityHeader,
      deployer: credentials(deployer),
      contributor: credentials(contributor),
      users: users.map(({ objectId }) => directory.users().find((one) => one.objectId === objectId)),
      groups,
    },
  };
}

function addApplication({ platform, body }: OpenCall<z.infer<typeof application>>): Reply {
  const made = platform.directory.addApplication(body.displayName);
  for (const { roleDefinitionId, scope } of body.roles) {
    const name = crypto.randomUUID();
    assignmentsOf(platform.store).put(name, {
      name,
      scope,
      principalId: made.objectId,
      principalType: "ServicePrincipal",
      role: roleDefinitionId.split("/").pop()!.toLowerCase(),
      createdBy: deployer.objectId,
      createdAt: 0,
    });
  }
  return { status: 201, body: { clientId: made.appId, objectId: made.objectId, clientSecret: made.secret } };
}

/** A token for a managed identity, by the contract of App Service (IDENTITY_ENDPOINT and IDENTITY_HEADER). */
async function identityToken({
  platform,
  params,
  url,
  headers,
}: OpenCall<unknown, "principalId">): Promise<Reply> {
  if (headers.get("x-identity-header") !== platform.directory.identityHeader) {
    throw new AzureError(401, "Unauthorized", "The X-IDENTITY-HEADER is missing or wrong.");
  }
  const principal = platform.directory.servicePrincipal(params.principalId);
  if (principal?.kind !== "ManagedIdentity") {
    throw new AzureError(
      400,
      "IdentityNotFound",
      `There is no managed identity with the object id ${params.principalId.slice(0, 60)}.`,
    );
  }
  const resource = url.searchParams.get("resource") ?? "";
  const issued = await platform.tokens.issue({ ...principal, kind: "app" }, audienceOf(resource));
  return {
    status: 200,
    body: {
      access_token: issued.accessToken,
      expires_on: String(issued.expiresOn),
      resource,
      token_type: "Bearer",
      client_id: principal.appId,
    },
  };
}
