/** What secrets and keys have in common: versions with attributes, and soft delete. */

export interface ObjectAttributes {
  enabled: boolean;
  /** Seconds since the epoch, as are all times here. */
  nbf?: number;
  exp?: number;
  created: number;
  updated: number;
}

/** One version of a secret or key. */
export interface ObjectVersion {
  vaultName: string;
  name: string;
  version: string;
  attributes: ObjectAttributes;
  tags?: Record<string, string>;
}

/** A soft-deleted object: its newest version, and when it was deleted and will be purged (milliseconds). */
export interface DeletedObject<Version> {
  object: Version;
  deletedAt: number;
  purgeAt: number;
}

/** What every write of an object can set besides its content. */
export interface ObjectProperties {
  attributes?: { enabled?: boolean | null; nbf?: number | null; exp?: number | null } | null;
  tags?: Record<string, string> | null;
}
