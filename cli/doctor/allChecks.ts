import type { RoleAssignment } from "../deployment/stackResources";
import { defaultTrainingType } from "../openai/trainingTypes";
import type { Check } from "./check";
import { accessChecks } from "./checks/access";
import { accountChecks } from "./checks/account";
import { automaticUpgradeCheck } from "./checks/automaticUpgrade";
import { modelAndTypeCheck, trainingChecks } from "./checks/training";
import { vaultChecks } from "./checks/vault";
import { apiKeyChecks, entityCheck, integrationCheck, serverChecks } from "./checks/wandb";

/** Options that add checks. */
export interface CheckOptions {
  model?: string;
  tier?: string;
  entity?: string;
  assumedEndpoint?: boolean;
}

/** Returns the checks of a deployment, each after the checks that it needs. */
export const allChecks = (
  { model, tier = defaultTrainingType, entity, assumedEndpoint = false }: CheckOptions,
  roleAssignments: readonly RoleAssignment[] | undefined,
): Check[] => [
  ...accountChecks,
  ...trainingChecks,
  ...(model === undefined ? [] : [modelAndTypeCheck(model, tier)]),
  ...vaultChecks,
  ...accessChecks(roleAssignments),
  ...serverChecks(),
  ...apiKeyChecks,
  ...(entity === undefined ? [] : [entityCheck(entity)]),
  integrationCheck(assumedEndpoint),
  automaticUpgradeCheck,
];
