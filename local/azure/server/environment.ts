import { deployer } from "../directory/seed";
import type { Platform } from "../platform";

/** Environment variables with which Azure's clients use the local Azure, signed in as the deployer. */
export function clientEnvironment(
  { tenantId, subscriptionId, directory, controlToken }: Platform,
  url: string,
  certificates: string,
): Record<string, string> {
  const { appId, secret } = directory.requireApplication(deployer.appId);
  return {
    HTTPS_PROXY: url,
    https_proxy: url,
    NO_PROXY: "127.0.0.1,localhost",
    no_proxy: "127.0.0.1,localhost",
    NODE_EXTRA_CA_CERTS: certificates,
    SSL_CERT_FILE: certificates,
    REQUESTS_CA_BUNDLE: certificates,
    CURL_CA_BUNDLE: certificates,
    ARM_TENANT_ID: tenantId,
    ARM_SUBSCRIPTION_ID: subscriptionId,
    ARM_CLIENT_ID: appId,
    ARM_CLIENT_SECRET: secret,
    AZURE_TENANT_ID: tenantId,
    AZURE_SUBSCRIPTION_ID: subscriptionId,
    AZURE_CLIENT_ID: appId,
    AZURE_CLIENT_SECRET: secret,
    LOCAL_AZURE_URL: url,
    LOCAL_AZURE_TOKEN: controlToken,
  };
}
