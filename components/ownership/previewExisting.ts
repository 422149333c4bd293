/**
 * Environment variable that has a preview show the creation of what exists in Azure, which it otherwise refuses. `recover` sets it, and
 * `pulumi preview --import-file` needs it: both import what exists into the state.
 */
export const previewExistingVariable = "AZURE_OPENAI_WANDB_PREVIEW_EXISTING";
