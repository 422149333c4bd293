import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { requireUnlocked } from "../../checks";
import { applyAccessPolicies, maxAccessPolicies } from "../model/accessPolicies";
import type { AccessPolicy } from "../model/accessPolicies";
import { beginVaultChange } from "../model/vaultChanges";
import { requireVault, vaultType } from "../model/vaults";
import type { AccessPoliciesBody } from "../wire/accessPolicies";

type AccessPoliciesCall = Call<AccessPoliciesBody, "resourceGroupName" | "vaultName" | "operationKind">;

export function updateAccessPolicies(call: AccessPoliciesCall): Reply {
  const before = requireVault(call);
  requireUnlocked(call.platform, before.id, "write");
  beginVaultChange(call, before);
  const accessPolicies = applyAccessPolicies(
    call.params.operationKind,
    before.properties.accessPolicies as AccessPolicy[],
    call.body.properties.accessPolicies,
  );
  if (!accessPolicies) {
    throw new AzureError(400, "BadRequest", "The operation kind must be add, replace or remove.");
  }
  if (accessPolicies.length > maxAccessPolicies) {
    throw new AzureError(
      400,
      "BadRequest",
      `The vault '${before.name}' would have more than ${maxAccessPolicies} access policies; give access to a group instead.`,
    );
  }
  call.platform.resources.put({ ...before, properties: { ...before.properties, accessPolicies } });
  return {
    status: 200,
    body: {
      id: `${before.id}/accessPolicies/`,
      type: `${vaultType}/accessPolicies`,
      properties: { accessPolicies },
    },
  };
}
