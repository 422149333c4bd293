/** Who sends a request to W&B, and which entities they can use. */
import { AzureError } from "../error";
import type { Platform } from "../service";
import { canUseEntity, findUserByKey } from "./model/users";
import type { WandbUser } from "./model/users";

/** The user of the key in `Authorization: Basic api:KEY`; undefined where W&B does not know the key. */
export const findViewer = (platform: Platform, headers: Headers): WandbUser | undefined =>
  findUserByKey(platform, basicCredentials(headers).replace(/^api:/, ""));

/** The user of the key that a browser sends as the password, whatever the user name is. */
export const findVisitor = (platform: Platform, headers: Headers): WandbUser | undefined =>
  findUserByKey(platform, basicCredentials(headers).replace(/^[^:]*:/, ""));

function basicCredentials(headers: Headers): string {
  const encoded = /^Basic (.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  return Buffer.from(encoded, "base64").toString("utf8");
}

/** @throws AzureError 401 where there is no user. */
export function requireViewer(user: WandbUser | undefined): WandbUser {
  if (!user) {
    throw new AzureError(401, "UNAUTHENTICATED", "user is not logged in");
  }
  return user;
}

/** @returns The entity's name. @throws AzureError 403 where the user cannot use it. */
export function requireEntity(user: WandbUser, name: string): string {
  if (!canUseEntity(user, name)) {
    throw new AzureError(403, "PERMISSION_ERROR", "permission denied");
  }
  return name;
}
