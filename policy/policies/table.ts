/** The policies, in the order of the reference. */
import type { Policy } from "../policy";
import { accountPolicies } from "./account";
import { identityPolicies } from "./identity";
import { organizationPolicies } from "./organization";
import { plainTextKeyPolicies } from "./plainTextKey";
import { secretPolicies } from "./secret";
import { vaultPolicies } from "./vault";

export const policies: readonly Policy[] = [
  ...accountPolicies,
  ...vaultPolicies,
  ...secretPolicies,
  ...identityPolicies,
  ...organizationPolicies,
  ...plainTextKeyPolicies,
];
