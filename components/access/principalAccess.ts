import * as pulumi from "@pulumi/pulumi";
import type { Principal } from "../args/accessOptions";
import type { PrincipalType } from "../args/choices";
import { principalKey } from "../validation/principals";
import type { RoleName } from "./roles";

/** One role of one principal, whether it becomes a role assignment or an access policy. */
export interface PrincipalAccess {
  /** Pulumi name of the resource. It follows the principal, so that reordering a list changes nothing. */
  name: string;
  principalId: pulumi.Input<string>;
  /** Always set: Azure otherwise looks the principal up, and does not find a new identity for some time (PrincipalNotFound). */
  principalType: pulumi.Input<PrincipalType>;
  role: pulumi.Input<RoleName>;
  description?: pulumi.Input<string>;
  condition?: pulumi.Input<string>;
  /** The secret at which the role is assigned, `secrets/NAME`; none: the account or the vault itself. */
  within?: pulumi.Input<string>;
  /** What to set where another integration gives the principal the same access. */
  remedy: string;
  /** Another Pulumi name that the state may have for the same assignment: Azure has one for each scope, principal and role. */
  formerName?: pulumi.Input<string>;
}

/** What to set where two integrations list the same principal. */
export const listOnce = (argument: string): string =>
  `Keep the principal in ${argument} of one integration only.`;

/**
 * The access of each principal of a list.
 * @param argument Path of the list.
 */
export const accessOf = (
  namePrefix: string,
  argument: string,
  principals: readonly Principal[],
  role: RoleName,
): PrincipalAccess[] =>
  principals.map((principal) => ({
    name: `${namePrefix}-${principalKey(principal)}`,
    principalId: pulumi.output(principal.objectId),
    principalType: principal.type,
    role,
    description: principal.description,
    condition: principal.condition,
    remedy: listOnce(argument),
  }));
