import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";

/** Ids of the vaults whose access policies a request is changing, from its start until it is answered. */
const changing = new WeakMap<Platform, Set<string>>();

/**
 * Begins a change of a vault's access policies. Azure refuses a change that meets another one of the same vault.
 * Sources: MicrosoftDocs/azure-docs#88193 (access policies of two modules, February 2022); wording of
 * scylladb/scylla-cluster-tests#13184 (January 2026).
 * @throws AzureError 409 while another request changes them.
 */
export function beginVaultChange(
  { platform, onEnd }: Pick<Call, "platform" | "onEnd">,
  { id, name }: { id: string; name: string },
): void {
  const vaults = changing.get(platform) ?? new Set<string>();
  changing.set(platform, vaults);
  const key = id.toLowerCase();
  if (vaults.has(key)) {
    throw new AzureError(
      409,
      "ConflictError",
      "A conflict occurred that prevented the operation from completing. " +
        `The operation failed because the Key Vault '${name}' changed from the point the operation began. ` +
        "This can happen if parallel operations are being performed on the Key Vault. To prevent this error, serialize the " +
        "operations so that only one operation is performed on the Key Vault at a time. " +
        "Follow this link for more information: https://go.microsoft.com/fwlink/?linkid=2147741",
    );
  }
  vaults.add(key);
  onEnd(() => vaults.delete(key));
}
