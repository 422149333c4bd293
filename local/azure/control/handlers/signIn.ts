/** What a pipeline or a machine of Azure gets to sign in with, besides a client secret. */
import { randomUUID } from "node:crypto";
import { AzureError } from "../../error";
import type { OpenCall, Reply } from "../../service";
import { isSameSecret } from "../model/token";
import { assignRoles } from "./directory";
import type { CertificateBody, FederatedCredentialBody, ManagedIdentityBody } from "../wire/signIn";

/** Issues a pipeline's token, by the contract of GitHub Actions (ACTIONS_ID_TOKEN_REQUEST_URL and …_TOKEN). */
export async function getOidcToken({ platform, url, headers }: OpenCall): Promise<Reply> {
  if (!isSameSecret(headers.get("authorization"), `Bearer ${platform.directory.identityHeader}`)) {
    throw new AzureError(401, "Unauthorized", "The bearer token is missing or wrong.");
  }
  const parameter = (name: string, value: string) => url.searchParams.get(name) ?? value;
  const value = await platform.oidcIssuer.issue({
    subject: parameter("subject", "repo:contoso/fine-tuning:ref:refs/heads/main"),
    audience: parameter("audience", "https://github.com/contoso"),
    lifetimeSeconds: wholeSeconds(parameter("lifetimeSeconds", "300")),
  });
  return { status: 200, body: { count: value.length, value } };
}

/** A negative lifetime is that of a token that has expired. */
function wholeSeconds(text: string): number {
  if (!/^-?\d{1,9}$/.test(text)) {
    throw new AzureError(
      400,
      "InvalidQueryParameterValue",
      "lifetimeSeconds is not a whole number of seconds.",
    );
  }
  return Number(text);
}

export function addFederatedCredential({ platform, body }: OpenCall<FederatedCredentialBody>): Reply {
  const { clientId, name = randomUUID(), issuer = platform.oidcIssuer.issuer, subject, audiences } = body;
  const credential = { name, issuer, subject, audiences };
  requireApplication(platform, clientId);
  platform.directory.addCredentials(clientId, { federatedCredentials: [credential] });
  return { status: 201, body: credential };
}

export function addCertificate({ platform, body: { clientId, pem } }: OpenCall<CertificateBody>): Reply {
  requireApplication(platform, clientId);
  platform.directory.addCredentials(clientId, { certificates: [pem] });
  return { status: 201, body: {} };
}

/** Adds the managed identity of a machine, such as that of a pipeline's agent, with its role assignments. */
export function addManagedIdentity({ platform, body }: OpenCall<ManagedIdentityBody>): Reply {
  const { directory, subscriptionId } = platform;
  const machine = `/subscriptions/${subscriptionId}/resourceGroups/agents/providers/Microsoft.Compute/virtualMachines/${body.displayName}`;
  const { appId, objectId } = directory.createManagedIdentity(machine, body.displayName);
  assignRoles(platform, objectId, body.roles);
  return { status: 201, body: { clientId: appId, objectId } };
}

function requireApplication({ directory }: OpenCall["platform"], clientId: string): void {
  if (!directory.application(clientId)) {
    throw new AzureError(
      404,
      "NotFound",
      `There is no application with the client id ${clientId.slice(0, 60)}.`,
    );
  }
}
