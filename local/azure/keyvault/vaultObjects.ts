/** What vaults hold, secrets and keys alike: objects that have versions and go into soft delete. */
import { randomBytes } from "node:crypto";
import { AzureError } from "../error";
import type { Platform } from "../service";

export interface ObjectAttributes {
  enabled: boolean;
  /** Seconds since the epoch. */
  nbf?: number;
  exp?: number;
  created: number;
  updated: number;
}

export interface ObjectVersion {
  vaultName: string;
  name: string;
  version: string;
  attributes: ObjectAttributes;
  tags?: Record<string, string>;
}

/** What an object's name stands for: its newest version, or a deleted object. */
interface ObjectHead {
  vaultName: string;
  name: string;
  current: string;
  /** Milliseconds; present while the object is in soft delete. */
  deletedAt?: number;
  purgeAt?: number;
}

/** An object in soft delete: its newest version, when it was deleted and when it will be purged. */
export interface DeletedObject<Version> {
  object: Version;
  deletedAt: number;
  purgeAt: number;
}

/** What every write of an object may say besides its content. */
export interface WriteObject {
  attributes?: { enabled?: boolean | null; nbf?: number | null; exp?: number | null } | null;
  tags?: Record<string, string> | null;
}

export type VaultObjects<Version extends ObjectVersion> = ReturnType<typeof vaultObjects<Version>>;

/**
 * The objects of one kind. All that is kept of them lies in the file of the vaults' secrets: secret values and private keys
 * are found nowhere else.
 */
export function vaultObjects<Version extends ObjectVersion>(kind: "secret" | "key") {
  const heads = ({ store }: Platform) => store.collection<ObjectHead>(`${kind}Heads`, "vault-secrets");
  const versions = ({ store }: Platform) => store.collection<Version>(`${kind}Versions`, "vault-secrets");

  const headKey = (vaultName: string, name: string) => `${vaultName}/${name}`.toLowerCase();
  const versionKey = (vaultName: string, name: string, version: string) =>
    `${headKey(vaultName, name)}/${version}`;
  const newest = (platform: Platform, { vaultName, name, current }: ObjectHead) =>
    versions(platform).get(versionKey(vaultName, name, current))!;

  function head(platform: Platform, vaultName: string, name: string): ObjectHead | undefined {
    const found = heads(platform).get(headKey(vaultName, name));
    if (found?.purgeAt !== undefined && found.purgeAt <= platform.clock.now()) {
      purge(platform, vaultName, name);
      return undefined;
    }
    return found;
  }

  function headsOf(platform: Platform, vaultName: string): ObjectHead[] {
    return [...heads(platform).values()]
      .filter((one) => one.vaultName.toLowerCase() === vaultName.toLowerCase())
      .flatMap(({ name }) => head(platform, vaultName, name) ?? [])
      .sort((one, other) => (one.name < other.name ? -1 : 1));
  }

  function entriesOf(platform: Platform, vaultName: string, name: string): [string, Version][] {
    const prefix = `${headKey(vaultName, name)}/`;
    return [...versions(platform).entries()].filter(([key]) => key.startsWith(prefix));
  }

  /** A version of an object that is not deleted; the newest where none is said. */
  function find(platform: Platform, vaultName: string, name: string, version?: string): Version | undefined {
    const found = head(platform, vaultName, name);
    return found && found.deletedAt === undefined
      ? versions(platform).get(versionKey(vaultName, name, version ?? found.current))
      : undefined;
  }

  function findDeleted(
    platform: Platform,
    vaultName: string,
    name: string,
  ): DeletedObject<Version> | undefined {
    const found = head(platform, vaultName, name);
    return found?.deletedAt === undefined
      ? undefined
      : { object: newest(platform, found), deletedAt: found.deletedAt, purgeAt: found.purgeAt! };
  }

  function purge(platform: Platform, vaultName: string, name: string): void {
    heads(platform).delete(headKey(vaultName, name));
    for (const [key] of entriesOf(platform, vaultName, name)) {
      versions(platform).delete(key);
    }
  }

  return {
    find,
    findDeleted,
    purge,

    /** Newest versions of the objects of a vault, by name. */
    list: (platform: Platform, vaultName: string): Version[] =>
      headsOf(platform, vaultName)
        .filter(({ deletedAt }) => deletedAt === undefined)
        .map((one) => newest(platform, one)),

    listVersions: (platform: Platform, vaultName: string, name: string): Version[] =>
      find(platform, vaultName, name)
        ? entriesOf(platform, vaultName, name).map(([, version]) => version)
        : [],

    listDeleted: (platform: Platform, vaultName: string): DeletedObject<Version>[] =>
      headsOf(platform, vaultName).flatMap(({ name }) => findDeleted(platform, vaultName, name) ?? []),

    /** Writes a new version. @throws AzureError 409 where the name is in soft delete. */
    write(
      platform: Platform,
      vaultName: string,
      name: string,
      { attributes, tags }: WriteObject,
      content: Omit<Version, keyof ObjectVersion>,
    ): Version {
      const before = head(platform, vaultName, name);
      if (before?.deletedAt !== undefined) {
        throw new AzureError(409, "Conflict", isDeleted(kind, name), {
          innerCode: "ObjectIsDeletedButRecoverable",
        });
      }
      const now = seconds(platform);
      const kept: ObjectVersion = {
        vaultName,
        name: before?.name ?? name,
        version: randomBytes(16).toString("hex"),
        attributes: {
          enabled: attributes?.enabled ?? true,
          nbf: attributes?.nbf ?? undefined,
          exp: attributes?.exp ?? undefined,
          created: now,
          updated: now,
        },
        tags: tags ?? undefined,
      };
      const version = { ...content, ...kept } as Version;
      versions(platform).put(versionKey(vaultName, name, version.version), version);
      heads(platform).put(headKey(vaultName, name), {
        vaultName,
        name: version.name,
        current: version.version,
      });
      return version;
    },

    /** Changes what is not secret. What is left out stays. */
    update(
      platform: Platform,
      before: Version,
      change: WriteObject,
      content: Partial<Omit<Version, keyof ObjectVersion>>,
    ): Version {
      const attributes = Object.fromEntries(
        Object.entries(change.attributes ?? {}).filter(([, value]) => value !== undefined && value !== null),
      );
      const updated: Version = {
        ...before,
        ...content,
        attributes: { ...before.attributes, ...attributes, updated: seconds(platform) },
        tags: change.tags ?? before.tags,
      };
      versions(platform).put(versionKey(before.vaultName, before.name, before.version), updated);
      return updated;
    },

    /** Puts an object into soft delete. */
    remove(platform: Platform, object: Version, retentionDays: number): DeletedObject<Version> {
      const key = headKey(object.vaultName, object.name);
      const deletedAt = platform.clock.now();
      const purgeAt = deletedAt + retentionDays * 86_400_000;
      heads(platform).put(key, { ...heads(platform).get(key)!, deletedAt, purgeAt });
      return findDeleted(platform, object.vaultName, object.name)!;
    },

    recover(platform: Platform, { object }: DeletedObject<Version>): void {
      const key = headKey(object.vaultName, object.name);
      const { vaultName, name, current } = heads(platform).get(key)!;
      heads(platform).put(key, { vaultName, name, current });
    },

    /** Removes everything of this kind that was in a vault. */
    purgeVault(platform: Platform, vaultName: string): void {
      for (const { name } of headsOf(platform, vaultName)) {
        purge(platform, vaultName, name);
      }
    },
  };
}

const seconds = ({ clock }: Platform) => Math.floor(clock.now() / 1000);

const isDeleted = (kind: string, name: string) =>
  `${kind[0]!.toUpperCase()}${kind.slice(1)} ${name} is currently in a deleted but recoverable state, and its name cannot be ` +
  `reused; in this state, the ${kind} can only be recovered or purged.`;

/** What is wrong with an object's name, or undefined. */
export function objectNameError(name: string): string | undefined {
  return /^[a-z0-9-]{1,127}$/i.test(name)
    ? undefined
    : `The request URI contains an invalid name: ${name.slice(0, 140)}`;
}
