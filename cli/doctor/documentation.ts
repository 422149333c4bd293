import { documentationUrl } from "../documentationUrl";

/** Where the checks' subjects are documented. */
const learn = "https://learn.microsoft.com/azure";
const openai = `${learn}/foundry-classic/openai`;

export const documentation = {
  account: `${openai}/how-to/create-resource`,
  fineTuning: `${openai}/how-to/fine-tuning`,
  foundryAutoUpgrade: `${learn}/foundry/how-to/upgrade-azure-openai-auto`,
  foundryRollback: `${learn}/foundry/how-to/upgrade-azure-openai#roll-back-to-azure-openai`,
  quotas: `${openai}/quotas-limits`,
  openAiRoles: `${openai}/how-to/role-based-access-control`,
  wandbIntegration: `${openai}/how-to/weights-and-biases-integration`,
  subdomain: `${learn}/ai-services/cognitive-services-custom-subdomains`,
  outboundAccess: `${learn}/ai-services/cognitive-services-data-loss-prevention`,
  vaultNetwork: `${learn}/key-vault/general/network-security`,
  vaultRoles: `${learn}/key-vault/general/rbac-guide`,
  secrets: `${learn}/key-vault/secrets/about-secrets`,
  troubleshooting: documentationUrl("how-to/troubleshoot"),
} as const;
