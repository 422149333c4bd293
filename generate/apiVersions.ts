/**
 * What is generated from azure-native: the API versions that Azure publishes of the types that the local Azure serves. A resource
 * of the provider lists each version of its type among its aliases.
 */
import * as fs from "node:fs";

/** Where azure-native has a type of Azure. */
const modules: Readonly<Record<string, string>> = {
  "Microsoft.Authorization/locks": "authorization/managementLockByScope",
  "Microsoft.Authorization/roleAssignments": "authorization/roleAssignment",
  "Microsoft.Authorization/roleDefinitions": "authorization/roleDefinition",
  "Microsoft.CognitiveServices/accounts": "cognitiveservices/account",
  "Microsoft.Insights/diagnosticSettings": "monitor/diagnosticSetting",
  "Microsoft.KeyVault/vaults": "keyvault/vault",
  "Microsoft.ManagedIdentity/userAssignedIdentities": "managedidentity/userAssignedIdentity",
  "Microsoft.Network/privateDnsZones": "privatedns/privateZone",
  "Microsoft.Network/privateEndpoints": "network/privateEndpoint",
  "Microsoft.Network/virtualNetworks": "network/virtualNetwork",
  "Microsoft.OperationalInsights/workspaces": "operationalinsights/workspace",
  "Microsoft.Resources/resourceGroups": "resources/resourceGroup",
};

/** The versions of the resource in a file of azure-native, oldest first. */
function versionsOf(module: string): string[] {
  const source = fs.readFileSync(require.resolve(`@pulumi/azure-native/${module}.js`), "utf8");
  const aliases = source.matchAll(/azure-native:\w+\/v(\d{4})(\d\d)(\d\d)(\w*):/g);
  const versions = [...aliases].map(([, year, month, day, stage]) =>
    [year, month, day, stage].filter(Boolean).join("-"),
  );
  return [...new Set(versions)].sort();
}

/** The text of `local/azure/arm/apiVersions.json`, before it is formatted. */
export const publishedVersions = (): string =>
  JSON.stringify(
    Object.fromEntries(Object.entries(modules).map(([type, module]) => [type, versionsOf(module)])),
    null,
    2,
  );
