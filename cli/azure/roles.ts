/** IDs of Azure's built-in roles. Their names change: Azure AI User is also called Foundry User. */
export const roleIds = {
  azureAiUser: "53ca6127-db72-4b80-b1b0-d745d6d5456d",
  keyVaultSecretsUser: "4633458b-17de-408a-b874-0445c86b69e6",
} as const;
