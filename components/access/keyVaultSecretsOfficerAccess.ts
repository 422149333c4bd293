import type * as pulumi from "@pulumi/pulumi";
import { allOf } from "../allOf";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { deployingPrincipalType } from "./deployingIdentity";
import { lowerCaseId, sameId } from "./objectIds";
import { accessOf, listOnce } from "./principalAccess";
import type { PrincipalAccess } from "./principalAccess";

const argument = "access.keyVaultSecretsOfficers";

/**
 * The access of the principals with Key Vault Secrets Officer: those that are listed, or the deploying identity.
 * @param deployerObjectId Object id of the deploying identity.
 */
export function keyVaultSecretsOfficerAccess(
  name: string,
  args: WandbIntegrationArgs,
  deployerObjectId: pulumi.Output<string>,
  opts: { parent: pulumi.Resource },
): PrincipalAccess[] {
  const prefix = `${name}-secrets-officer`;
  const deployerName = `${prefix}-deployer`;
  const listed = args.access?.keyVaultSecretsOfficers;
  if (listed) {
    // The deploying identity may be listed now, and have the default's assignment already; or, below, the other way round.
    return accessOf(prefix, argument, listed, "keyVaultSecretsOfficer").map((access) => ({
      ...access,
      formerName: allOf([deployerObjectId, access.principalId]).apply(([deployer, principal]) =>
        sameId(deployer, principal) ? deployerName : access.name,
      ),
    }));
  }
  // The owner of an existing vault has chosen who manages its secrets; Azure would reject a second assignment of the same.
  if (args.vault?.existing) {
    return [];
  }
  return [
    {
      name: deployerName,
      principalId: deployerObjectId,
      principalType: deployingPrincipalType(deployerObjectId, opts),
      role: "keyVaultSecretsOfficer",
      remedy: listOnce(argument),
      formerName: deployerObjectId.apply((objectId) => `${prefix}-${lowerCaseId(objectId)}`),
    },
  ];
}
