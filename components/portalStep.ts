/**
 * The step in the portal that no public API does: its labels, in one place for all texts and for the picture of the documents. Source:
 * "Integrate Azure OpenAI fine-tuning with Weights & Biases" (December 2025). What it shows in screenshots only is ASSUMED.
 */
export const portalStep = {
  /** ASSUMED. The page of the account that has its jobs. */
  page: "Fine-tuning",
  button: "Manage integrations",
  integration: "Weights & Biases",
  /** ASSUMED: its text calls them "key vault URL and secret". */
  fields: { vaultUrl: "Key Vault URL", secretName: "Secret name" },
  confirm: "Update",
} as const;

/** The labels that lead to the form, in their order. */
export const portalPath: readonly string[] = [portalStep.page, portalStep.button, portalStep.integration];
