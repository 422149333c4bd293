import { createHash } from "node:crypto";
import type { Platform } from "../../service";

/** The user of a W&B API key. */
export interface WandbUser {
  username: string;
  /** Default entity: where runs are logged that specify none. */
  entity: string;
  teams: readonly string[];
}

/** Users by the digest of their key: the key itself is stored in the vault alone. */
const users = (platform: Platform) => platform.store.collection<WandbUser>("wandbUsers");

const digest = (key: string) => createHash("sha256").update(key).digest("hex");

export function addKey(platform: Platform, key: string, user: WandbUser): void {
  users(platform).put(digest(key), user);
}

/** Revokes a key. @returns Whether it existed. */
export function revokeKey(platform: Platform, key: string): boolean {
  return users(platform).delete(digest(key));
}

export function findUserByKey(platform: Platform, key: string): WandbUser | undefined {
  return users(platform).get(digest(key));
}

/** Whether a user can read and write an entity: the user's own, or one of the user's teams. */
export function canUseEntity({ username, entity, teams }: WandbUser, name: string): boolean {
  return [username, entity, ...teams].includes(name);
}
