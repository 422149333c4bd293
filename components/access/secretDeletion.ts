/**
 * What deleting the secret needs, and an update or a destroy misses only at its end. azure-native writes a secret through Resource
 * Manager, which any contributor may, and deletes it through the vault's data plane (pulumi-azure-native#354).
 */
import * as pulumi from "@pulumi/pulumi";
import type { types } from "@pulumi/azure-native";
import { allOf } from "../allOf";
import { PermissionModel, PrincipalType } from "../args/choices";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { VaultReference } from "../lookup/references";
import { isDeletedWithVault } from "../resources/secret";
import { sameId } from "./objectIds";
import { permissionModelOf } from "./permissionModels";

type VaultProperties = types.output.keyvault.VaultPropertiesResponse;

/** What is known of the deployment when the warning is written. */
interface Situation {
  deployer: string;
  /** The listed principals with Key Vault Secrets Officer; undefined where none are listed. */
  listed: readonly { objectId: string; type: PrincipalType }[] | undefined;
  permissionModel: PermissionModel;
  /** Properties of an existing vault. */
  existing: VaultProperties | undefined;
  /** What fails: completes a sentence. */
  failing: string;
}

/** Warns once where the deployer may not be able to delete the secret. */
export function warnOfSecretDeletion(
  name: string,
  args: WandbIntegrationArgs,
  deployerObjectId: pulumi.Output<string>,
  vault: VaultReference,
  parent: pulumi.Resource,
): void {
  const { wandbApiKey, access } = args;
  if (wandbApiKey === undefined) {
    return;
  }
  const listed = access?.keyVaultSecretsOfficers?.map(({ objectId, type }) => ({ objectId, type }));
  const replacement = "an update that replaces the secret, such as another secret.secretName,";
  void allOf([deployerObjectId, pulumi.output(listed), vault.existing]).apply(
    ([deployer, principals, existing]) => {
      const situation = {
        deployer,
        listed: principals,
        permissionModel: permissionModelOf(args),
        existing,
        failing: isDeletedWithVault(args)
          ? `${replacement} fails`
          : `\`pulumi destroy\` and ${replacement} fail`,
      };
      // A consumer's mocks may answer without an object id.
      const problems = deployer ? [missingRight(situation, args), closedNetwork(situation)] : [];
      const sentences = problems.filter((problem) => problem !== undefined);
      return (
        sentences.length > 0 &&
        pulumi.log.warn(
          `WandbIntegration "${name}": Pulumi deletes the secret through the vault's data plane. ${sentences.join(" ")}`,
          parent,
        )
      );
    },
  );
}

/** Why the deployer may lack the right to delete secrets, what fails then, and what to do. */
function missingRight(situation: Situation, { vault }: WandbIntegrationArgs): string | undefined {
  const { deployer, listed, permissionModel, existing, failing } = situation;
  const isListed = listed?.some(({ objectId }) => sameId(objectId, deployer));
  // Without a list, the deployer receives the role on the integration's own vault.
  if (isListed || (!listed && !vault?.existing) || policyAllowsDeletion(existing, deployer)) {
    return undefined;
  }
  const byRole = permissionModel === PermissionModel.Rbac;
  const listsGroups = listed?.some(({ type }) => type === PrincipalType.Group);
  const identity = `the deployer (object ID ${deployer})`;
  const cause = listed
    ? `access.keyVaultSecretsOfficers ${listsGroups ? "lists groups and not" : "does not list"} ${identity}`
    : `vault.existing is set without access.keyVaultSecretsOfficers, so that ${identity} gets no access`;
  const exceptions = [
    ...(listsGroups ? ["it is a member of one of them"] : []),
    // A new vault with access policies has those of the listed principals alone.
    ...(byRole || vault?.existing
      ? [`another ${byRole ? "role assignment" : "access policy"} allows it to delete secrets`]
      : []),
  ];
  const unless = exceptions.length > 0 ? `Unless ${exceptions.join(" or ")},` : "So";
  return (
    `${cause}. ${unless} ${failing} with ${byRole ? "ForbiddenByRbac" : "ForbiddenByPolicy"}. ` +
    "List the deployer, or run `npx azure-openai-wandb doctor` to check its permission."
  );
}

/** Whether an access policy of an existing vault names the deployer. Whom its groups contain is not known. */
const policyAllowsDeletion = (existing: VaultProperties | undefined, deployer: string): boolean =>
  existing?.enableRbacAuthorization === false &&
  (existing.accessPolicies ?? []).some(
    ({ objectId, permissions }) =>
      sameId(objectId, deployer) &&
      (permissions.secrets ?? []).some((granted) => ["delete", "all"].includes(granted.toLowerCase())),
  );

/** How an existing vault's network denies the deployer, what fails then, and what to do. A new vault has a warning of its own. */
function closedNetwork({ existing, failing }: Situation): string | undefined {
  const denial = networkDenial(existing);
  return (
    denial &&
    `${denial.cause}. Unless it allows the deployer's network, ${failing} with ${denial.code}. Fine-tuning jobs will most likely ` +
      "fail to read the W&B API key as well: Azure OpenAI is not among the services that Key Vault trusts. Run Pulumi from a " +
      "network that the vault allows, and log with `npx azure-openai-wandb sync`."
  );
}

function networkDenial(existing: VaultProperties | undefined): { cause: string; code: string } | undefined {
  if (existing?.publicNetworkAccess?.toLowerCase() === "disabled") {
    return { cause: "vault.existing has no public network access", code: "ForbiddenByConnection" };
  }
  return existing?.networkAcls?.defaultAction === "Deny"
    ? { cause: "The firewall of vault.existing denies access by default", code: "ForbiddenByFirewall" }
    : undefined;
}
