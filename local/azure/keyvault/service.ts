/** The data plane of Key Vault: secrets and keys. */
import { isRegisteringDns } from "../arm/keyvault/model/dnsRegistration";
import { findVault } from "../arm/keyvault/model/vaults";
import type { Service } from "../service";
import { keyVaultRoutes } from "./routes";

/** Key Vault has one code for every wrong token, and one for every wrong request but those that an object's state forbids. */
function errorCode(status: number, code: string): string {
  if (status === 401) {
    return "Unauthorized";
  }
  return status === 400 && code !== "MethodNotAllowed" ? "BadParameter" : code;
}

export const keyVaultService: Service = {
  name: "keyvault",
  host(host, platform) {
    const [, vaultName] = /^([a-z0-9-]+)\.vault\.azure\.net$/.exec(host) ?? [];
    // The name of a vault that does not exist, or that Azure still registers, does not resolve.
    return vaultName !== undefined && findVault(platform, vaultName) && !isRegisteringDns(platform, vaultName)
      ? { vaultName }
      : undefined;
  },
  headers: ({ vaultName = "" }, { clientAddress }, platform) => ({
    "x-ms-keyvault-region": findVault(platform, vaultName)?.location ?? "",
    "x-ms-keyvault-service-version": "1.9.0",
    "x-ms-keyvault-network-info": `conn_type=Ipv4;addr=${clientAddress};act_addr_fam=InterNetwork;`,
  }),
  audiences: ["https://vault.azure.net", "https://vault.azure.net/", "cfa8b339-82a2-471a-a3c9-0fc0be7a4093"],
  challenge: ({ tenantId }) => ({
    "www-authenticate": `Bearer authorization="https://login.microsoftonline.com/${tenantId}", resource="https://vault.azure.net"`,
  }),
  errorBody: ({ status, code, message, more }) => ({
    error: {
      code: errorCode(status, code),
      message:
        code === "AuthenticationFailed" ? "AKV10000: Request is missing a Bearer or PoP token." : message,
      ...(more.innerCode ? { innererror: { code: more.innerCode } } : {}),
    },
  }),
  routes: keyVaultRoutes,
};
