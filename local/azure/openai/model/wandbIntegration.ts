import type { Platform } from "../../service";

/** An account's W&B integration: the vault and the secret that contain the W&B API key. */
export interface WandbIntegration {
  keyVaultUrl: string;
  secretName: string;
}

const integrations = (platform: Platform) => platform.store.collection<WandbIntegration>("openaiLinks");

export const findWandbIntegration = (platform: Platform, accountId: string): WandbIntegration | undefined =>
  integrations(platform).get(accountId.toLowerCase());

export function writeWandbIntegration(
  platform: Platform,
  accountId: string,
  integration: WandbIntegration,
): void {
  integrations(platform).put(accountId.toLowerCase(), integration);
}

export function removeWandbIntegration(platform: Platform, accountId: string): void {
  integrations(platform).delete(accountId.toLowerCase());
}
