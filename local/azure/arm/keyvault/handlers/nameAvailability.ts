import type { Call, Reply } from "../../../service";
import { deletedVault } from "../model/deletedVaults";
import { findVault, takenNameMessage, vaultNameError } from "../model/vaults";
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
          message: takenNameMessage(body.name),
        }
      : { nameAvailable: true },
  };
}
