import type * as pulumi from "@pulumi/pulumi";
import { mapInput } from "../mapInput";

/** Who may use a public endpoint. */
interface PublicNetworkOptions {
  publicNetworkAccess?: pulumi.Input<boolean>;
  ipRules?: pulumi.Input<pulumi.Input<string>[]>;
}

/** The public endpoint as ARM has it, for an account and a vault alike: rules deny all other addresses. */
export const publicNetwork = ({ publicNetworkAccess, ipRules }: PublicNetworkOptions) => ({
  publicNetworkAccess: mapInput(publicNetworkAccess, (enabled) =>
    enabled === false ? "Disabled" : "Enabled",
  ),
  networkAcls: {
    defaultAction: mapInput(ipRules, (rules) => (rules ? "Deny" : "Allow")),
    ipRules: mapInput(ipRules, (rules) => (rules ?? []).map((value) => ({ value }))),
  },
});
