/** The secrets of vaults, as both planes read and write them. Values are kept in a file of their own. */
import { randomBytes } from "node:crypto";
import { AzureError } from "../error";
import type { Platform } from "../service";

export interface SecretAttributes {
  enabled: boolean;
  /** Seconds since the epoch. */
  nbf?: number;
  exp?: number;
  created: number;
  updated: number;
}

/** One version of a secret. */
export interface SecretVersion {
  vaultName: string;
  name: string;
  version: string;
  value: string;
  contentType?: string;
  attributes: SecretAttributes;
  tags?: Record<string, string>;
}

/** What a secret's name stands for: its newest version, or a deleted secret. */
interface SecretHead {
  vaultName: string;
  name: string;
  current: string;
  /** Milliseconds; present while the secret is in soft delete. */
  deletedAt?: number;
  purgeAt?: number;
}

export interface WriteSecret {
  value: string;
  contentType?: string | null;
  attributes?: { enabled?: boolean | null; nbf?: number | null; exp?: number | null } | null;
  tags?: Record<string, string> | null;
}

const heads = (platform: Platform) => platform.store.collection<SecretHead>("secretHeads", "vault-secrets");
const versions = (platform: Platform) =>
  platform.store.collection<SecretVersion>("secretVersions", "vault-secrets");

const headKey = (vaultName: string, name: string) => `${vaultName}/${name}`.toLowerCase();
const versionKey = (vaultName: string, name: string, version: string) =>
  `${headKey(vaultName, name)}/${version}`;

const seconds = (platform: Platform) => Math.floor(platform.clock.now() / 1000);

function head(platform: Platform, vaultName: string, name: string): SecretHead | undefined {
  const found = heads(platform).get(headKey(vaultName, name));
  if (found?.purgeAt !== undefined && found.purgeAt <= platform.clock.now()) {
    purgeSecret(platform, vaultName, name);
    return undefined;
  }
  return found;
}

/** A version of a secret that is not deleted; the newest where none is said. */
export function findSecret(
  platform: Platform,
  vaultName: string,
  name: string,
  version?: string,
): SecretVersion | undefined {
  const found = head(platform, vaultName, name);
  return found && found.deletedAt === undefined
    ? versions(platform).get(versionKey(vaultName, name, version ?? found.current))
    : undefined;
}

/** Newest versions of the secrets of a vault, by name. */
export function listSecrets(platform: Platform, vaultName: string): SecretVersion[] {
  return headsOf(platform, vaultName)
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ name, current }) => versions(platform).get(versionKey(vaultName, name, current))!);
}

export function listVersions(platform: Platform, vaultName: string, name: string): SecretVersion[] {
  const prefix = `${headKey(vaultName, name)}/`;
  return findSecret(platform, vaultName, name)
    ? [...versions(platform).entries()]
        .filter(([key]) => key.startsWith(prefix))
        .map(([, version]) => version)
    : [];
}

function headsOf(platform: Platform, vaultName: string): SecretHead[] {
  return [...heads(platform).values()]
    .filter((one) => one.vaultName.toLowerCase() === vaultName.toLowerCase())
    .flatMap(({ name }) => head(platform, vaultName, name) ?? [])
    .sort((one, other) => (one.name < other.name ? -1 : 1));
}

/** Writes a new version. @throws AzureError 409 where the name is in soft delete. */
export function writeSecret(
  platform: Platform,
  vaultName: string,
  name: string,
  body: WriteSecret,
): SecretVersion {
  const before = head(platform, vaultName, name);
  if (before?.deletedAt !== undefined) {
    throw new AzureError(
      409,
      "Conflict",
      `Secret ${name} is currently in a deleted but recoverable state, and its name cannot be reused; in this state, the secret can only be recovered or purged.`,
      { innerCode: "ObjectIsDeletedButRecoverable" },
    );
  }
  const now = seconds(platform);
  const version: SecretVersion = {
    vaultName,
    name: before?.name ?? name,
    version: randomBytes(16).toString("hex"),
    value: body.value,
    contentType: body.contentType ?? undefined,
    attributes: {
      enabled: body.attributes?.enabled ?? true,
      nbf: body.attributes?.nbf ?? undefined,
      exp: body.attributes?.exp ?? undefined,
      created: now,
      updated: now,
    },
    tags: body.tags ?? undefined,
  };
  versions(platform).put(versionKey(vaultName, name, version.version), version);
  heads(platform).put(headKey(vaultName, name), { vaultName, name: version.name, current: version.version });
  return version;
}

/** Changes what is not the value. What is left out stays. */
export function updateSecret(
  platform: Platform,
  secret: SecretVersion,
  change: Omit<WriteSecret, "value">,
): SecretVersion {
  const attributes = Object.fromEntries(
    Object.entries(change.attributes ?? {}).filter(([, value]) => value !== undefined && value !== null),
  );
  const updated: SecretVersion = {
    ...secret,
    contentType: change.contentType ?? secret.contentType,
    attributes: { ...secret.attributes, ...attributes, updated: seconds(platform) },
    tags: change.tags ?? secret.tags,
  };
  versions(platform).put(versionKey(secret.vaultName, secret.name, secret.version), updated);
  return updated;
}

/** A secret in soft delete: its newest version, when it was deleted and when it will be purged. */
export interface DeletedSecret {
  secret: SecretVersion;
  deletedAt: number;
  purgeAt: number;
}

export function findDeletedSecret(
  platform: Platform,
  vaultName: string,
  name: string,
): DeletedSecret | undefined {
  const found = head(platform, vaultName, name);
  return found?.deletedAt === undefined
    ? undefined
    : {
        secret: versions(platform).get(versionKey(vaultName, name, found.current))!,
        deletedAt: found.deletedAt,
        purgeAt: found.purgeAt!,
      };
}

export function listDeletedSecrets(platform: Platform, vaultName: string): DeletedSecret[] {
  return headsOf(platform, vaultName).flatMap(
    ({ name }) => findDeletedSecret(platform, vaultName, name) ?? [],
  );
}

export function deleteSecret(
  platform: Platform,
  secret: SecretVersion,
  retentionDays: number,
): DeletedSecret {
  const key = headKey(secret.vaultName, secret.name);
  const deletedAt = platform.clock.now();
  const purgeAt = deletedAt + retentionDays * 86_400_000;
  heads(platform).put(key, { ...heads(platform).get(key)!, deletedAt, purgeAt });
  return findDeletedSecret(platform, secret.vaultName, secret.name)!;
}

export function recoverSecret(platform: Platform, { secret }: DeletedSecret): void {
  const { vaultName, name, current } = heads(platform).get(headKey(secret.vaultName, secret.name))!;
  heads(platform).put(headKey(vaultName, name), { vaultName, name, current });
}

export function purgeSecret(platform: Platform, vaultName: string, name: string): void {
  heads(platform).delete(headKey(vaultName, name));
  const prefix = `${headKey(vaultName, name)}/`;
  for (const key of [...versions(platform).entries()]
    .map(([one]) => one)
    .filter((one) => one.startsWith(prefix))) {
    versions(platform).delete(key);
  }
}

/** Removes everything that was in a vault. */
export function purgeVaultSecrets(platform: Platform, vaultName: string): void {
  for (const { name } of headsOf(platform, vaultName)) {
    purgeSecret(platform, vaultName, name);
  }
}

/** What is wrong with a secret's name, or undefined. */
export function secretNameError(name: string): string | undefined {
  return /^[a-z0-9-]{1,127}$/i.test(name)
    ? undefined
    : `The request URI contains an invalid name: ${name.slice(0, 140)}`;
}

/** Key Vault's limit on a secret's value, in bytes. */
const longestValue = 25 * 1024;

/** @throws AzureError 400 `BadParameter` where a value is longer than Key Vault takes. */
export function requireValueSize(value: string): void {
  if (Buffer.byteLength(value) > longestValue) {
    throw new AzureError(
      400,
      "BadParameter",
      `Property value has invalid value: the maximum length is ${longestValue} bytes.`,
    );
  }
}
