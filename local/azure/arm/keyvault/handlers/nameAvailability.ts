import type { Call, Reply } from "../../../service";
import { deletedVault } from "../model/deletedVaults";
import { findVault, vaultNameError } from "../model/vaults";
import type { NameAvailabilityBody } from "../wire/nameAvailability";

export function checkNameAvailability({
  platform,
  body,
}: Call<NameAvailabilityBody, "subscriptionId">): Reply {
  const invalid = vaultNameError(body.name);
  if (invalid) {
    return { status: 200, body: { nameAvailable: false, reason: "AccountNameInvalid", message: invalid } };
  }
  const holder = findVault(platform, body.name) ?? deletedVault(platform, body.name);
  return {
    status: 200,
    body: holder
      ? {
          nameAvailable: false,
          reason: "AlreadyExists",
          message: `The vault name '${body.name}' is already in use. Vault names are globally unique so it is possible that the name is already taken. If you are sure that the vault name was not taken then it is possible that a vault with the same name was recently deleted but not purged after being placed in a recoverable state.`,
        }
      : { nameAvailable: true },
  };
}
