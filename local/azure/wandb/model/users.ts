import { createHash } from "node:crypto";
import type { Platform } from "../../service";

/** The user of a W&B API key. */
export interface WandbUser {
  username: string;
  /** Default entity: where runs are logged that specify none. */
  entity: string;
  teams: readonly string[];
  /** Type of the account in the lists of its teams' members; undefined where they do not list it. */
  accountType?: string;
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

/** The users whose types an entity lists, each once: a user may have several keys. */
export function listMembers(platform: Platform, entity: string): WandbUser[] {
  const members = [...users(platform).values()].filter(
    ({ accountType, teams }) => accountType !== undefined && teams.includes(entity),
  );
  return [...new Map(members.map((user) => [user.username, user])).values()];
}

/** Whether a user can read and write an entity: the user's own, or one of the user's teams. */
export function canUseEntity({ username, entity, teams }: WandbUser, name: string): boolean {
  return [username, entity, ...teams].includes(name);
}
