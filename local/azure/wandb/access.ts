/** Who asks W&B, and what they may write to. */
import { AzureError } from "../error";
import type { Platform } from "../service";
import { userOf } from "./keys";
import type { WandbUser } from "./keys";

/** The holder of the key in `Authorization: Basic api:KEY`; undefined where W&B does not know it. */
export function viewerOf(platform: Platform, headers: Headers): WandbUser | undefined {
  const encoded = /^Basic (.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return userOf(platform, Buffer.from(encoded, "base64").toString("utf8").replace(/^api:/, ""));
}

/** @throws AzureError 401 where nobody known asks. */
export function requireViewer(platform: Platform, headers: Headers): WandbUser {
  const user = viewerOf(platform, headers);
  if (!user) {
    throw new AzureError(401, "UNAUTHENTICATED", "user is not logged in");
  }
  return user;
}

/** Whether a user reads and writes an entity: their own, or one of their teams. */
export function mayUse({ username, entity, teams }: WandbUser, name: string): boolean {
  return [username, entity, ...teams].includes(name);
}

/** @throws AzureError 403 where the entity is somebody else's. */
export function requireEntity(user: WandbUser, name: string): string {
  if (!mayUse(user, name)) {
    throw new AzureError(403, "PERMISSION_ERROR", "permission denied");
  }
  return name;
}
