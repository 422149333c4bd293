import type { OperationOutcome } from "../../../operations";
import type { Platform } from "../../../service";
import { softDeleteAccount } from "../../cognitiveservices/model/deletedAccounts";
import { softDeleteVault } from "../../keyvault/model/deletedVaults";
import type { ArmResource } from "../../resources";
import { ownValue } from "../../../ownValue";

/** Types that go into soft delete with their resource group. Resources of other types are deleted. */
const softDeletion: Readonly<Record<string, (platform: Platform, resource: ArmResource) => void>> = {
  "Microsoft.KeyVault/vaults": softDeleteVault,
  "Microsoft.CognitiveServices/accounts": softDeleteAccount,
};

/** Ends the deletion of a resource group, and deletes the resources in it. */
export function completeResourceGroupDeletion(
  platform: Platform,
  id: string,
  { status }: OperationOutcome,
): void {
  const group = platform.resources.get(id);
  if (status === "Failed") {
    if (group) {
      platform.resources.put({
        ...group,
        properties: { ...group.properties, provisioningState: "Succeeded" },
      });
    }
    return;
  }
  for (const resource of platform.resources.list(undefined, id)) {
    const softDelete = ownValue(softDeletion, resource.type);
    if (softDelete) {
      softDelete(platform, resource);
    } else {
      platform.resources.delete(resource.id);
    }
  }
  platform.resources.delete(id);
}
