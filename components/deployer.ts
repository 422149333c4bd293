import * as pulumi from "@pulumi/pulumi";
import { getClientTokenOutput } from "@pulumi/azure-native/authorization";
import { PrincipalType } from "./wandbIntegrationArgs";

/** Whoever runs this deployment. */
export interface Deployer {
  objectId: pulumi.Output<string>;
  type: pulumi.Output<PrincipalType>;
}

/**
 * What kind of principal an access token was issued to, by its `idtyp` claim; tokens without one tell a person by the
 * delegated `scp`. A wrong guess would be refused by Azure (UnmatchedPrincipalType; Azure/azure-dev#2427).
 * @throws Error that names the remedy where the token cannot be read.
 */
export function principalTypeOfToken(token: string): PrincipalType {
  const payload = token.split(".")[1];
  try {
    const claims = JSON.parse(Buffer.from(payload ?? "", "base64url").toString("utf8")) as {
      idtyp?: string;
      scp?: string;
    };
    const isUser = claims.idtyp === undefined ? claims.scp !== undefined : claims.idtyp === "user";
    return isUser ? PrincipalType.User : PrincipalType.ServicePrincipal;
  } catch {
    throw new Error(
      "Cannot tell whether a person or an application deploys, as the Azure access token is not a JSON Web Token: " +
        "set secretsOfficers to the principals that are to manage the vault's secrets.",
    );
  }
}

/**
 * Looks up who deploys, through the provider that the resources use.
 * @param objectId Object id of the provider's client.
 */
export function getDeployer(objectId: pulumi.Output<string>, opts: pulumi.InvokeOptions): Deployer {
  const token = pulumi.secret(getClientTokenOutput({}, opts).token);
  return { objectId, type: pulumi.unsecret(token.apply(principalTypeOfToken)) };
}
