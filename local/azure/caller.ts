/** The principal that sends a request, read from a verified access token. */
export interface Caller {
  tenantId: string;
  objectId: string;
  /** Application id of the client (`appid`). */
  appId: string;
  /** Whether the principal is a person or an application (`idtyp`). */
  kind: "user" | "app";
  /** Object ids of the groups that the principal is a member of, nested groups included. */
  groups: readonly string[];
  /** `iss`, which Key Vault repeats in the body of a 403. */
  issuer: string;
}
