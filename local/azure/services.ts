import { completeAccountDelete, completeAccountWrite } from "./arm/cognitiveservices/handlers/accounts";
import { completeAccountPurge } from "./arm/cognitiveservices/handlers/deletedAccounts";
import { upgradeDueAccounts } from "./arm/cognitiveservices/model/automaticUpgrade";
import { completeDeployments } from "./arm/cognitiveservices/model/deployments";
import { completeVaultPurge } from "./arm/keyvault/handlers/deletedVaults";
import { completeResourceGroupDeletion } from "./arm/resourceGroups/model/deletion";
import { armService } from "./arm/service";
import { entraService } from "./entra/service";
import { graphService } from "./graph/service";
import { keyVaultService } from "./keyvault/service";
import { openAiService } from "./openai/service";
import type { OperationKind, OperationOutcome } from "./operations";
import type { Platform, Service } from "./service";
import { wandbPagesService } from "./wandb/pages";
import { wandbService } from "./wandb/service";

/** Every service of the local Azure. */
export const services: readonly Service[] = [
  entraService,
  armService,
  graphService,
  keyVaultService,
  openAiService,
  wandbService,
  wandbPagesService,
];

/** Applies the outcome of a long-running operation to its resource. */
type Completion = (platform: Platform, resourceId: string, outcome: OperationOutcome) => void;

export const completions: Readonly<Record<OperationKind, Completion>> = {
  writeAccount: completeAccountWrite,
  deleteAccount: completeAccountDelete,
  purgeAccount: completeAccountPurge,
  writeDeployment: completeDeployments,
  deleteResourceGroup: completeResourceGroupDeletion,
  purgeVault: completeVaultPurge,
};

/** Changes that Azure makes by itself when their time comes. */
export const dueChanges: readonly ((platform: Platform) => void)[] = [upgradeDueAccounts];
