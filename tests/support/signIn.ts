/** Environments in which a command signs in to the local Azure without a client secret. */
import * as fs from "node:fs";
import * as path from "node:path";
import { machine, pipelineJob, signInWays, withoutApplication } from "../../local/session/signIn";
import type { SignInTarget } from "../../local/session/signIn";

type Variables = Record<string, string>;

/** OIDC with a file that a pipeline has written. */
export const oidcFile = signInWays.oidc;

/** The managed identity of a machine, by App Service's endpoint. */
export const appServiceIdentity = signInWays["managed-identity"];

/** OIDC as in GitHub Actions, where a job requests its token. */
export async function oidcRequest(target: SignInTarget): Promise<Variables> {
  const { url, token } = await pipelineJob(target);
  return {
    ARM_CLIENT_SECRET: "",
    AZURE_CLIENT_SECRET: "",
    ARM_USE_OIDC: "true",
    ACTIONS_ID_TOKEN_REQUEST_URL: url,
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: token,
  };
}

/** The managed identity of a machine, by the endpoint of a virtual machine. */
export async function machineEndpointIdentity(target: SignInTarget): Promise<Variables> {
  const host = await machine(target);
  return {
    ...withoutApplication,
    ARM_USE_MSI: "true",
    ARM_MSI_ENDPOINT: `${host}/metadata/identity/oauth2/token`,
    // Under this name the clients for JavaScript, Python and .NET read the host of the endpoint.
    AZURE_POD_IDENTITY_AUTHORITY_HOST: host,
  };
}

/** The Azure CLI, signed in as the deployer: an `az` on PATH. */
export async function azureCli(target: SignInTarget): Promise<Variables> {
  const variables = azureCliWithoutLogin(target);
  const { environment, directory } = target;
  const profile = {
    tenantId: environment.ARM_TENANT_ID,
    subscriptionId: environment.ARM_SUBSCRIPTION_ID,
    clientId: environment.ARM_CLIENT_ID,
    clientSecret: environment.ARM_CLIENT_SECRET,
    proxy: environment.HTTPS_PROXY,
    certificates: environment.NODE_EXTRA_CA_CERTS,
  };
  fs.writeFileSync(path.join(directory, "az-profile.json"), JSON.stringify(profile), { mode: 0o600 });
  return variables;
}

/** The same before `az login`. */
export function azureCliWithoutLogin({ environment, directory }: SignInTarget): Variables {
  const bin = path.join(directory, "az-bin");
  fs.mkdirSync(bin, { recursive: true });
  const command = [
    process.execPath,
    path.join(__dirname, "azureCli.mjs"),
    path.join(directory, "az-profile.json"),
  ];
  const script = `#!/bin/sh\nexec ${command.map((word) => `'${word}'`).join(" ")} "$@"\n`;
  fs.writeFileSync(path.join(bin, "az"), script, { mode: 0o755 });
  return { ...withoutApplication, PATH: `${bin}${path.delimiter}${environment.PATH}` };
}
