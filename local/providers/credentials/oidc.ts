import * as fs from "node:fs";
import { services } from "../../../cli/network/service";
import { sendOnce } from "../sendOnce";
import type { CredentialFactory, SignInContext } from "./credential";
import { describe, requireSettings } from "./settings";
import { SignInError } from "./signInError";
import { assertionProof, requestToken } from "./tokenEndpoint";

/** The audience of an assertion that Entra exchanges, unless the settings name another. */
const defaultAudience = "api://AzureADTokenExchange";

/** OpenID Connect: a token of a pipeline, which Entra exchanges by a federated identity credential of the application. */
export const oidc: CredentialFactory = (context) => {
  requireSettings(context.settings, ["subscriptionId", "tenantId", "clientId"], "with OIDC");
  const assertion = assertionSource(context);
  return {
    getToken: async (resource) => requestToken(context, resource, assertionProof(await assertion())),
  };
};

/** Where the assertion comes from: the first of a token, a file, and a URL that are set. */
function assertionSource(context: SignInContext): () => Promise<string> {
  const { oidcToken, oidcTokenFilePath, oidcRequestUrl, oidcRequestToken } = context.settings;
  if (oidcToken) {
    return async () => oidcToken;
  }
  if (oidcTokenFilePath) {
    // Read when the provider starts, as the official one does: a file that is missing is reported at once.
    const token = readTokenFile(oidcTokenFilePath);
    return async () => token;
  }
  if (oidcRequestUrl && oidcRequestToken) {
    return () => requestAssertion(context);
  }
  const [token, file, url, requestToken] = (
    ["oidcToken", "oidcTokenFilePath", "oidcRequestUrl", "oidcRequestToken"] as const
  ).map(describe);
  throw new Error(
    "A OIDC token or request URL and token must be configured when authenticating with OIDC. " +
      `Set ${token}, or ${file}, or ${url} and ${requestToken}.`,
  );
}

function readTokenFile(path: string): string {
  try {
    return fs.readFileSync(path, "utf8").trim();
  } catch (error) {
    throw new Error(
      `failed to read OIDC token from ${path}: ${(error as Error).message}. ` +
        `Set ${describe("oidcTokenFilePath")} to a file that holds the token.`,
      { cause: error },
    );
  }
}

/** Requests a token by the contract of GitHub Actions. The URL is the pipeline's own: no proxy is between. */
async function requestAssertion({ settings, requestTimeoutMs }: SignInContext): Promise<string> {
  const url = new URL(settings.oidcRequestUrl);
  url.searchParams.set("audience", settings.oidcAudience || defaultAudience);
  const response = await sendOnce(services.pipeline, url, {
    signal: AbortSignal.timeout(requestTimeoutMs),
    headers: { accept: "application/json", authorization: `Bearer ${settings.oidcRequestToken}` },
  });
  const text = await response.text();
  if (!response.ok) {
    throw new SignInError(
      `GitHub OIDC: ${response.status} with response: ${text.slice(0, 500)}. ` +
        `Set ${describe("oidcRequestUrl")} and ${describe("oidcRequestToken")} to those of the running job.`,
    );
  }
  return (JSON.parse(text) as { value: string }).value;
}
