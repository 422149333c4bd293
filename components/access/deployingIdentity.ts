import * as pulumi from "@pulumi/pulumi";
import { getClientTokenOutput } from "@pulumi/azure-native/authorization";
import { PrincipalType } from "../args/choices";
import { principalTypeOfToken } from "./tokenPrincipal";

/** Type of the identity that runs the deployment, by a token of the provider that the resources use. */
export function deployingPrincipalType(opts: pulumi.InvokeOptions): pulumi.Output<PrincipalType> {
  const token = pulumi.secret(getClientTokenOutput({}, opts).token);
  return pulumi.unsecret(token.apply(typeOf));
}

/** The provider always has a token; a consumer's mocks may answer without one. */
const typeOf = (token: string | undefined) =>
  token === undefined ? PrincipalType.ServicePrincipal : principalTypeOfToken(token);
