/** What an application accepts in place of a secret: tokens of an issuer, for one subject and some audiences. */
export interface FederatedCredential {
  name: string;
  /** URL of the issuer, as in the `iss` claim. */
  issuer: string;
  subject: string;
  audiences: readonly string[];
}

export interface ServicePrincipal {
  objectId: string;
  appId: string;
  displayName: string;
  kind: "Application" | "ManagedIdentity";
  /** ARM id of the resource whose system-assigned identity this is. */
  resourceId?: string;
  /** Client secret of an application. */
  secret?: string;
  /** Federated identity credentials of an application. */
  federatedCredentials?: readonly FederatedCredential[];
  /** Certificates of an application in PEM. */
  certificates?: readonly string[];
  /** Milliseconds, by the local Azure's clock; absent for the principals of a new tenant. */
  createdAt?: number;
}

export interface User {
  objectId: string;
  userPrincipalName: string;
  displayName: string;
  password: string;
  /** The mail of a guest, who has an account in another tenant. */
  guestMail?: string;
}

export interface Group {
  objectId: string;
  displayName: string;
  /** Object ids of users, groups and service principals. */
  members: readonly string[];
}

export type PrincipalKind = "User" | "Group" | "ServicePrincipal";
