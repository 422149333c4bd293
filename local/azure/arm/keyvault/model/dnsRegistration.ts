/** The registration of a new vault's DNS name, which takes Azure half a minute (recorded, azure-cli, Mar 2023). */
import type { Platform } from "../../../service";

/** When registrations end, in milliseconds by the local Azure's clock. */
const ends = ({ store }: Platform) => store.collection<number>("vaultDnsRegistrations");

export function registerDns(platform: Platform, vaultName: string): void {
  const { dnsSeconds } = platform.settings.current.keyVault;
  ends(platform).put(vaultName.toLowerCase(), platform.clock.now() + dnsSeconds * 1000);
}

/** Whether the vault's host does not resolve yet. */
export function isRegisteringDns(platform: Platform, vaultName: string): boolean {
  return (ends(platform).get(vaultName.toLowerCase()) ?? 0) > platform.clock.now();
}
