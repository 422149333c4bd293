/** The data plane of Key Vault: secrets. */
import { z } from "zod";
import { findVault } from "../arm/keyvault/routes";
import type { ArmResource } from "../arm/resources";
import { AzureError } from "../error";
import type { Call, Reply, Route, Service } from "../service";
import { requireAccess } from "./access";
import type { Operation } from "./access";
import {
  deleteSecret,
  findDeletedSecret,
  findSecret,
  listDeletedSecrets,
  listSecrets,
  listVersions,
  purgeSecret,
  recoverSecret,
  requireValueSize,
  secretNameError,
  updateSecret,
  writeSecret,
} from "./secrets";
import type { DeletedSecret, SecretVersion } from "./secrets";
import { backup, restore, restoreBody } from "./backup";
import { throttle } from "./throttle";

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
const attributes = z
  .strictObject({
    enabled: z.boolean().nullish(),
    nbf: seconds,
    exp: seconds,
    created: seconds,
    updated: seconds,
    recoveryLevel: z.string().nullish(),
    recoverableDays: seconds,
  })
  .nullish();
const tags = z.record(z.string().max(256), z.string().max(256)).nullish();

const setBody = z.strictObject({
  value: z.string(),
  contentType: z.string().max(255).nullish(),
  attributes,
  tags,
});
const updateBody = z.strictObject({ contentType: z.string().max(255).nullish(), attributes, tags });

/** Key Vault has one code for whatever is wrong with a token, and one for whatever is wrong with a request. */
function codeOf(status: number, code: string): string {
  if (status === 401) {
    return "Unauthorized";
  }
  return status === 400 ? "BadParameter" : code;
}

/** A route on which the vault has been looked up, throttled and asked for access. */
function route<Body>(
  method: Route["method"],
  path: string,
  operation: Operation,
  handle: (call: Call<Body>, vault: ArmResource) => Reply,
  more: Partial<Route<Body>> = {},
): Route<Body> {
  return {
    method,
    path,
    apiVersions,
    ...more,
    handle(call) {
      const vault = findVault(call.platform, call.params.vaultName!)!;
      throttle(call.platform, vault.name);
      requireAccess(call, vault, operation);
      const invalid =
        call.params.secretName === undefined ? undefined : secretNameError(call.params.secretName);
      if (invalid) {
        throw new AzureError(400, "BadParameter", invalid);
      }
      const reply = handle(call, vault);
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

export const keyVaultService: Service = {
  name: "keyvault",
  host(host, platform) {
    const [, vaultName] = /^([a-z0-9-]+)\.vault\.azure\.net$/.exec(host) ?? [];
    // The name of a vault that does not exist does not resolve.
    return vaultName !== undefined && findVault(platform, vaultName) ? { vaultName } : undefined;
  },
  audiences: ["https://vault.azure.net", "https://vault.azure.net/", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"],
  challenge: ({ tenantId }) => ({
    "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.azure.net"`,
  }),
  errorBody: ({ status, code, message, more }) => ({
    error: {
      code: codeOf(status, code),
      message:
        code === "AuthenticationFailed" ? "AKV10000: Request is missing a Bearer or PoP token." : message,
      ...(more.innerCode ? { innererror: { code: more.innerCode } } : {}),
    },
  }),
  routes: [
    route<z.infer<typeof setBody>>("PUT", "/secrets/{secretName}", "set", set, { body: setBody }),
    route(
      "GET",
      "/secrets",
      "list",
      (call, vault) =>
        list(
          call,
          vault,
          listSecrets(call.platform, vault.name).map((one) => item(vault, one)),
        ),
      { query: ["maxresults", "$skiptoken"] },
    ),
    route("GET", "/secrets/{secretName}", "get", get),
    route("GET", "/secrets/{secretName}/versions", "list", versionsOf, {
      query: ["maxresults", "$skiptoken"],
    }),
    route("GET", "/secrets/{secretName}/{version}", "get", get),
    // Clients that name no version send the slash all the same.
    route("GET", "/secrets/{secretName}/", "get", get),
    route<z.infer<typeof updateBody>>("PATCH", "/secrets/{secretName}/{version}", "update", update, {
      body: updateBody,
    }),
    route<z.infer<typeof updateBody>>("PATCH", "/secrets/{secretName}", "update", update, {
      body: updateBody,
    }),
    route<z.infer<typeof updateBody>>("PATCH", "/secrets/{secretName}/", "update", update, {
      body: updateBody,
    }),
    route("DELETE", "/secrets/{secretName}", "delete", remove),
    route(
      "GET",
      "/deletedsecrets",
      "listDeleted",
      (call, vault) =>
        list(
          call,
          vault,
          listDeletedSecrets(call.platform, vault.name).map((one) => deletedItem(vault, one, true)),
        ),
      { query: ["maxresults", "$skiptoken"] },
    ),
    route("GET", "/deletedsecrets/{secretName}", "getDeleted", (call, vault) => ({
      status: 200,
      body: deletedItem(vault, requireDeleted(call, vault)),
    })),
    route("POST", "/deletedsecrets/{secretName}/recover", "recover", recover),
    route("DELETE", "/deletedsecrets/{secretName}", "purge", purge),
    route("POST", "/secrets/{secretName}/backup", "backup", (call, vault) => ({
      status: 200,
      body: { value: backup(call.platform, vault, requireSecret(call, vault)) },
    })),
    route<z.infer<typeof restoreBody>>(
      "POST",
      "/secrets/restore",
      "restore",
      (call, vault) => ({ status: 200, body: bundle(vault, restore(call, vault)) }),
      { body: restoreBody },
    ),
  ],
};

const secretId = (vault: ArmResource, name: string, version?: string) =>
  `${String(vault.properties.vaultUri)}secrets/${name}${version === undefined ? "" : `/${version}`}`;

function shownAttributes(vault: ArmResource, { attributes: kept }: SecretVersion): Record<string, unknown> {
  const { softDeleteRetentionInDays: days, enablePurgeProtection: isProtected } = vault.properties;
  // "Customized" where the vault keeps deleted objects for less than the 90 days that are the default.
  const level = `${days === 90 ? "" : "Customized"}Recoverable${isProtected ? "" : "+Purgeable"}`;
  return { ...kept, recoveryLevel: level, recoverableDays: days };
}

/** A secret as lists have it: without version and value. */
function item(vault: ArmResource, secret: SecretVersion, version?: string): Record<string, unknown> {
  return {
    id: secretId(vault, secret.name, version),
    attributes: shownAttributes(vault, secret),
    ...(secret.contentType ? { contentType: secret.contentType } : {}),
    ...(secret.tags ? { tags: secret.tags } : {}),
  };
}

function bundle(vault: ArmResource, secret: SecretVersion): Record<string, unknown> {
  return { value: secret.value, ...item(vault, secret, secret.version) };
}

function deletedItem(
  vault: ArmResource,
  { secret, deletedAt, purgeAt }: DeletedSecret,
  listed = false,
): Record<string, unknown> {
  return {
    recoveryId: `${String(vault.properties.vaultUri)}deletedsecrets/${secret.name}`,
    deletedDate: Math.floor(deletedAt / 1000),
    scheduledPurgeDate: Math.floor(purgeAt / 1000),
    ...item(vault, secret, listed ? undefined : secret.version),
  };
}

function notFound(name: string): AzureError {
  return new AzureError(
    404,
    "SecretNotFound",
    `A secret with (name/id) ${name} was not found in this key vault. If you recently deleted this secret you may be able to recover it using the correct recovery command. For help resolving this issue, please see https://go.microsoft.com/fwlink/?linkid=2125182`,
  );
}

function requireSecret({ platform, params }: Call, vault: ArmResource): SecretVersion {
  const secret = findSecret(platform, vault.name, params.secretName!, params.version);
  if (!secret) {
    throw notFound([params.secretName, params.version].filter(Boolean).join("/"));
  }
  return secret;
}

function requireDeleted({ platform, params }: Call, vault: ArmResource): DeletedSecret {
  const deleted = findDeletedSecret(platform, vault.name, params.secretName!);
  if (!deleted) {
    throw new AzureError(404, "SecretNotFound", `Deleted Secret not found: ${params.secretName}`);
  }
  return deleted;
}

function set({ platform, params, body }: Call<z.infer<typeof setBody>>, vault: ArmResource): Reply {
  requireValueSize(body.value);
  return { status: 200, body: bundle(vault, writeSecret(platform, vault.name, params.secretName!, body)) };
}

function get(call: Call, vault: ArmResource): Reply {
  const secret = requireSecret(call, vault);
  // Only `enabled` is enforced: Key Vault gives out secrets before nbf and after exp (its documentation on secrets).
  if (!secret.attributes.enabled) {
    throw new AzureError(403, "Forbidden", "Operation get is not allowed on a disabled secret.", {
      innerCode: "SecretDisabled",
    });
  }
  return { status: 200, body: bundle(vault, secret) };
}

function versionsOf(call: Call, vault: ArmResource): Reply {
  const { platform, params } = call;
  const listed = listVersions(platform, vault.name, params.secretName!).map((one) =>
    item(vault, one, one.version),
  );
  return list(call, vault, listed);
}

/** Cuts a list into pages of at most 25, as Key Vault does. */
function list({ url }: Call, vault: ArmResource, items: readonly unknown[]): Reply {
  const size = wholeNumber(url, "maxresults", 25);
  const from = wholeNumber(url, "$skiptoken", 0);
  if (size < 1 || size > 25) {
    throw new AzureError(400, "BadParameter", "Property maxresults has invalid value: give 1 to 25.");
  }
  const next = new URL(`${String(vault.properties.vaultUri).slice(0, -1)}${url.pathname}${url.search}`);
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

function update(call: Call<z.infer<typeof updateBody>>, vault: ArmResource): Reply {
  const { value: _, ...shown } = bundle(
    vault,
    updateSecret(call.platform, requireSecret(call, vault), writable(call.body)),
  );
  return { status: 200, body: shown };
}

const writable = (body: z.infer<typeof updateBody>) => ({
  ...body,
  attributes: { enabled: body.attributes?.enabled, nbf: body.attributes?.nbf, exp: body.attributes?.exp },
});

function remove(call: Call, vault: ArmResource): Reply {
  const days = Number(vault.properties.softDeleteRetentionInDays);
  return {
    status: 200,
    body: deletedItem(vault, deleteSecret(call.platform, requireSecret(call, vault), days)),
  };
}

function recover(call: Call, vault: ArmResource): Reply {
  const deleted = requireDeleted(call, vault);
  recoverSecret(call.platform, deleted);
  return { status: 200, body: item(vault, deleted.secret, deleted.secret.version) };
}

function purge(call: Call, vault: ArmResource): Reply {
  requireDeleted(call, vault);
  if (vault.properties.enablePurgeProtection) {
    throw new AzureError(
      403,
      "Forbidden",
      'Operation "purge" is not allowed because purge protection is enabled for this vault. Key Vault service will ' +
        "automatically purge it after the retention period has passed.\r\n" +
        `Vault: ${vault.name};location=${vault.location}`,
      { innerCode: "ForbiddenByPurgeProtection" },
    );
  }
  purgeSecret(call.platform, vault.name, call.params.secretName!);
  return { status: 204 };
}
