import { jwtDecode } from "jwt-decode";
import { PrincipalType } from "../args/choices";

/** Claims that tell a user from an application. */
interface Claims {
  idtyp?: string;
  scp?: string;
}

/**
 * Type of the principal that an access token was issued to: by its `idtyp` claim, or by the delegated `scp` where it has none.
 * Azure rejects a role assignment with the wrong type (UnmatchedPrincipalType; Azure/azure-dev#2427).
 * @throws Error that names the remedy where the token cannot be decoded.
 */
export function principalTypeOfToken(token: string): PrincipalType {
  const { idtyp, scp } = decode(token);
  const isUser = idtyp === undefined ? scp !== undefined : idtyp === "user";
  return isUser ? PrincipalType.User : PrincipalType.ServicePrincipal;
}

function decode(token: string): Claims {
  try {
    return jwtDecode<Claims>(token);
  } catch {
    throw new Error(
      "The type of the deploying identity is unknown, since the Azure access token is not a JSON Web Token. " +
        "Set access.keyVaultSecretsOfficers.",
    );
  }
}
