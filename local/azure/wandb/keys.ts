import { createHash } from "node:crypto";
import type { Platform } from "../service";

/** Whose key it is. */
export interface WandbUser {
  username: string;
  /** Default entity: where runs go that name none. */
  entity: string;
  teams: readonly string[];
}

/** Keys by their digest: a key's own bytes belong into the vault alone. */
const users = (platform: Platform) => platform.store.collection<WandbUser>("wandbUsers");

const digest = (key: string) => createHash("sha256").update(key).digest("hex");

export function addKey(platform: Platform, key: string, user: WandbUser): void {
  users(platform).put(digest(key), user);
}

/** Makes a key worthless, as revoking it at W&B does. @returns Whether there was one. */
export function revokeKey(platform: Platform, key: string): boolean {
  return users(platform).delete(digest(key));
}

export function userOf(platform: Platform, key: string): WandbUser | undefined {
  return users(platform).get(digest(key));
}
