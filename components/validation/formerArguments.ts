/** Arguments of 0.1.0 and of the versions before 0.2.0, and where each is now. */
export const formerArguments: Readonly<Record<string, string>> = {
  accountName: "account.accountName",
  customSubDomainName: "account.customSubDomainName",
  vaultName: "vault.vaultName",
  secretName: "secret.secretName",
  secretsOfficers: "access.keyVaultSecretsOfficers",
  teamMembers: "access.fineTuningPrincipals",
  permissionModel: "access.permissionModel",
  identityRole: "access.identityRole",
  identityGrantScope: "access.identityRoleScope",
  enablePurgeProtection: "vault.enablePurgeProtection",
  diagnosticsWorkspaceId: "diagnostics.workspaceId",
  "account.allowedIpRanges": "account.ipRules",
  "account.allowedOutboundHosts": "account.allowedFqdnList",
  "account.userAssignedIdentityIds": "account.userAssignedIdentities",
  "vault.allowedIpRanges": "vault.ipRules",
};
