import { principalTypeOfToken } from "../../../components/access/tokenPrincipal";

const token = (claims: object) => `e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;

describe("the type of the deploying identity", () => {
  test.each([
    [{ idtyp: "user", scp: "user_impersonation" }, "User"],
    [{ idtyp: "app" }, "ServicePrincipal"],
    [{ scp: "user_impersonation" }, "User"],
    [{}, "ServicePrincipal"],
  ])("is what the token's claims %j say: %s", (claims, type) => {
    expect(principalTypeOfToken(token(claims))).toBe(type);
  });

  test.each(["", "opaque", "a.b.c"])(
    "is never guessed from a token that cannot be read (%j)",
    (unreadable) => {
      expect(() => principalTypeOfToken(unreadable)).toThrow(/Set access\.keyVaultSecretsOfficers/);
    },
  );
});
