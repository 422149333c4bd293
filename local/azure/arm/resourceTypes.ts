import type { Platform } from "../service";
import { softDeleteAccount } from "./cognitiveservices/model/deletedAccounts";
import { softDeleteVault } from "./keyvault/model/deletedVaults";
import type { ArmResource } from "./resources";

/** What becomes of a resource when its resource group is deleted; types that are not named here just go. */
export const resourceTypes: Record<string, { remove: (platform: Platform, resource: ArmResource) => void }> =
  {
    "Microsoft.KeyVault/vaults": { remove: softDeleteVault },
    "Microsoft.CognitiveServices/accounts": { remove: softDeleteAccount },
  };
