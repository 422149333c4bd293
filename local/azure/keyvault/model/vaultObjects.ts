import { randomBytes } from "node:crypto";
import { AzureError } from "../../error";
import type { Platform } from "../../service";
import type { Collection } from "../../storage/store";
import type { DeletedObject, ObjectProperties, ObjectVersion } from "./objectVersion";

/** What an object's name refers to: its newest version, or a deleted object. */
interface ObjectHead {
  vaultName: string;
  name: string;
  current: string;
  /** Milliseconds; present while the object is soft-deleted. */
  deletedAt?: number;
  purgeAt?: number;
  /** A deletion or recovery that has not ended, or whose end reads do not see yet. */
  change?: Change;
}

interface Change {
  /** Milliseconds: when it ends. */
  endsAt: number;
  /** Reads that still do not see it. */
  blindReads: number;
  /** Milliseconds: when the first read sees it, however few there were. */
  seenAt: number;
}

/** The longest that is recorded (azure-sdk-for-python, Oct 2019). */
const maxUnseenMs = 35_000;

interface DeletedHead extends ObjectHead {
  deletedAt: number;
  purgeAt: number;
}

const isDeleted = (head: ObjectHead): head is DeletedHead =>
  head.deletedAt !== undefined && head.purgeAt !== undefined;

const dayMs = 86_400_000;

const headKey = (vaultName: string, name: string) => `${vaultName}/${name}`.toLowerCase();
const versionKey = (vaultName: string, name: string, version: string) =>
  `${headKey(vaultName, name)}/${version}`;
function startChange({ clock, settings }: Platform): Change {
  const { objectPolls, objectSeconds } = settings.current.keyVault;
  const endsAt = clock.now() + objectSeconds * 1000;
  return { endsAt, blindReads: objectPolls, seenAt: Math.max(endsAt, clock.now() + maxUnseenMs) };
}
const epochSeconds = ({ clock }: Platform) => Math.floor(clock.now() / 1000);

/**
 * All secrets, or all keys, of all vaults. They are stored in the file of the vaults' secrets alone, so that secret values and
 * private keys are in no other file.
 */
export class VaultObjects<Version extends ObjectVersion> {
  constructor(private readonly kind: "secret" | "key") {}

  /** A version of an object that is not deleted. @param version Default: the newest. */
  find(platform: Platform, vaultName: string, name: string, version?: string): Version | undefined {
    const head = this.findHead(platform, vaultName, name);
    return head && !isDeleted(head)
      ? this.versions(platform).get(versionKey(vaultName, name, version ?? head.current))
      : undefined;
  }

  findDeleted(platform: Platform, vaultName: string, name: string): DeletedObject<Version> | undefined {
    const head = this.findHead(platform, vaultName, name);
    return head && isDeleted(head)
      ? { object: this.newestVersion(platform, head), deletedAt: head.deletedAt, purgeAt: head.purgeAt }
      : undefined;
  }

  /**
   * Whether a read sees an object's last deletion or recovery. Azure takes 10 to 35 seconds until it does, for as long as the
   * reads of a client that polls (recorded, azure-sdk-for-python, Oct 2019). Each read counts.
   */
  isSeen(platform: Platform, vaultName: string, name: string): boolean {
    const head = this.findHead(platform, vaultName, name);
    if (!head?.change) {
      return true;
    }
    const { endsAt, blindReads, seenAt } = head.change;
    const now = platform.clock.now();
    const isSeen = seenAt <= now || (blindReads === 0 && endsAt <= now);
    const change = isSeen ? undefined : { endsAt, seenAt, blindReads: Math.max(0, blindReads - 1) };
    this.heads(platform).put(headKey(vaultName, name), { ...head, change });
    return isSeen;
  }

  /** @throws AzureError 409 while Azure deletes or recovers the object. @param then What the request would do with it. */
  requireNoChange(platform: Platform, vaultName: string, name: string, then = ""): void {
    const head = this.findHead(platform, vaultName, name);
    if (head?.change && head.change.endsAt > platform.clock.now()) {
      throw this.isChanging(name, isDeleted(head) ? "Deleted" : "Recovered", then);
    }
  }

  /**
   * @throws AzureError 409 where a key is recovered before a read has seen its deletion. A secret that was recovered at once was
   *   not refused (both recorded, azure-cli, May 2023).
   */
  requireDeletionSeen(platform: Platform, vaultName: string, name: string): void {
    const head = this.findHead(platform, vaultName, name);
    if (this.kind === "key" && head && isDeleted(head) && (head.change?.blindReads ?? 0) > 0) {
      throw this.isChanging(name, "Deleted", "");
    }
  }

  /** Newest versions of the objects in a vault, by name. */
  list(platform: Platform, vaultName: string): Version[] {
    return this.headsIn(platform, vaultName)
      .filter((head) => !isDeleted(head))
      .map((head) => this.newestVersion(platform, head));
  }

  listVersions(platform: Platform, vaultName: string, name: string): Version[] {
    return this.find(platform, vaultName, name)
      ? this.versionEntries(platform, vaultName, name).map(([, version]) => version)
      : [];
  }

  listDeleted(platform: Platform, vaultName: string): DeletedObject<Version>[] {
    return this.headsIn(platform, vaultName).flatMap(
      ({ name }) => this.findDeleted(platform, vaultName, name) ?? [],
    );
  }

  /** Writes a new version. @throws AzureError 409 where an object of that name is soft-deleted, or about to be. */
  write(
    platform: Platform,
    vaultName: string,
    name: string,
    { attributes, tags }: ObjectProperties,
    content: Omit<Version, keyof ObjectVersion>,
  ): Version {
    this.requireNoChange(platform, vaultName, name, " and cannot be re-created; retry later");
    const before = this.findHead(platform, vaultName, name);
    if (before && isDeleted(before)) {
      throw this.nameIsDeleted(name);
    }
    const now = epochSeconds(platform);
    const properties: ObjectVersion = {
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
    const written = { ...content, ...properties } as Version;
    this.versions(platform).put(versionKey(vaultName, name, written.version), written);
    this.heads(platform).put(headKey(vaultName, name), {
      vaultName,
      name: written.name,
      current: written.version,
    });
    return written;
  }

  /** Changes a version's properties; omitted ones stay. */
  update(
    platform: Platform,
    before: Version,
    change: ObjectProperties,
    content: Partial<Omit<Version, keyof ObjectVersion>>,
  ): Version {
    const attributes = Object.fromEntries(
      Object.entries(change.attributes ?? {}).filter(([, value]) => value !== undefined && value !== null),
    );
    const updated: Version = {
      ...before,
      ...content,
      attributes: { ...before.attributes, ...attributes, updated: epochSeconds(platform) },
      tags: change.tags ?? before.tags,
    };
    this.versions(platform).put(versionKey(before.vaultName, before.name, before.version), updated);
    return updated;
  }

  /** Soft-deletes an object. */
  softDelete(
    platform: Platform,
    { vaultName, name }: Version,
    retentionDays: number,
  ): DeletedObject<Version> {
    const head = this.requireHead(platform, vaultName, name);
    const deletedAt = platform.clock.now();
    const purgeAt = deletedAt + retentionDays * dayMs;
    const change = startChange(platform);
    this.heads(platform).put(headKey(vaultName, name), { ...head, deletedAt, purgeAt, change });
    return { object: this.newestVersion(platform, head), deletedAt, purgeAt };
  }

  recover(platform: Platform, { object }: DeletedObject<Version>): void {
    const { vaultName, name, current } = this.requireHead(platform, object.vaultName, object.name);
    const change = startChange(platform);
    this.heads(platform).put(headKey(vaultName, name), { vaultName, name, current, change });
  }

  /** Writes all versions of an object as a backup has them, the newest last. */
  restore(platform: Platform, vaultName: string, versions: readonly Version[]): void {
    for (const version of versions) {
      const { name, version: current } = version;
      this.versions(platform).put(versionKey(vaultName, name, current), { ...version, vaultName });
      this.heads(platform).put(headKey(vaultName, name), { vaultName, name, current });
    }
  }

  purge(platform: Platform, vaultName: string, name: string): void {
    this.heads(platform).delete(headKey(vaultName, name));
    for (const [key] of this.versionEntries(platform, vaultName, name)) {
      this.versions(platform).delete(key);
    }
  }

  /** Purges every object of this kind in a vault. */
  purgeVault(platform: Platform, vaultName: string): void {
    for (const { name } of this.headsIn(platform, vaultName)) {
      this.purge(platform, vaultName, name);
    }
  }

  private heads({ store }: Platform): Collection<ObjectHead> {
    return store.collection<ObjectHead>(`${this.kind}Heads`, "vault-secrets");
  }

  private versions({ store }: Platform): Collection<Version> {
    return store.collection<Version>(`${this.kind}Versions`, "vault-secrets");
  }

  /** The head of a name; an object whose retention is over is purged here. */
  private findHead(platform: Platform, vaultName: string, name: string): ObjectHead | undefined {
    const head = this.heads(platform).get(headKey(vaultName, name));
    if (head && isDeleted(head) && head.purgeAt <= platform.clock.now()) {
      this.purge(platform, vaultName, name);
      return undefined;
    }
    return head;
  }

  private requireHead(platform: Platform, vaultName: string, name: string): ObjectHead {
    const head = this.heads(platform).get(headKey(vaultName, name));
    if (!head) {
      throw new Error(`There is no ${this.kind} ${name} in the vault ${vaultName}.`);
    }
    return head;
  }

  private headsIn(platform: Platform, vaultName: string): ObjectHead[] {
    return [...this.heads(platform).values()]
      .filter((head) => head.vaultName.toLowerCase() === vaultName.toLowerCase())
      .flatMap(({ name }) => this.findHead(platform, vaultName, name) ?? [])
      .sort((first, second) => (first.name < second.name ? -1 : 1));
  }

  private newestVersion(platform: Platform, { vaultName, name, current }: ObjectHead): Version {
    const version = this.versions(platform).get(versionKey(vaultName, name, current));
    if (!version) {
      throw new Error(`The ${this.kind} ${name} in the vault ${vaultName} has no version ${current}.`);
    }
    return version;
  }

  private versionEntries(platform: Platform, vaultName: string, name: string): [string, Version][] {
    const prefix = `${headKey(vaultName, name)}/`;
    return [...this.versions(platform).entries()].filter(([key]) => key.startsWith(prefix));
  }

  private get capitalized(): "Secret" | "Key" {
    return this.kind === "secret" ? "Secret" : "Key";
  }

  /** Recorded, azure-cli, May 2023; with what follows, azurerm#12285, Jun 2021, and azure-sdk-for-net#34322, Feb 2023. */
  private isChanging(name: string, change: "Deleted" | "Recovered", then: string): AzureError {
    return new AzureError(
      409,
      "Conflict",
      `${this.capitalized} ${name} is currently being ${change.toLowerCase()}${then}.`,
      { innerCode: `ObjectIsBeing${change}` },
    );
  }

  private nameIsDeleted(name: string): AzureError {
    return new AzureError(
      409,
      "Conflict",
      `${this.capitalized} ${name} is currently in a deleted but recoverable state, and its name cannot be ` +
        `reused; in this state, the ${this.kind} can only be recovered or purged.`,
      { innerCode: "ObjectIsDeletedButRecoverable" },
    );
  }
}
