/** Texts that people leave in a template: none of them is a key. */
const placeholder =
  /[<>{}$]|^(your|my|the|insert|replace|change|enter|todo|fixme|example|placeholder|dummy|xxx)/i;

/**
 * The shape that W&B's own client demands (wandb/sdk/lib/wbauth/validation.py): 40 or more of `[\w-]`, optionally after a
 * prefix such as `local-`; or a JSON Web Token. Older keys have 40 characters, newer ones begin with `wandb_v1_` and have 86.
 */
const apiKeyShape = /^[\w-]{40,}$|^[\w-]+\.[\w-]+\.[\w-]+$/;

/** A self-managed server's keys have a prefix of its own, which can look like a placeholder's beginning: `my-server-` and the key. */
const prefixedKey = /^[\w-]+-(?=\w*\d)\w{40,}$/;

const remedy =
  "copy the whole key from https://wandb.ai/authorize (or https://forge.coreweave.com/settings) and store it as a secret";

/** What is wrong with a W&B API key. The reason never contains any part of the key. */
export function checkWandbApiKey(key: string): string | undefined {
  if (key.trim() === "") {
    return `is missing or blank: ${remedy}`;
  }
  if (/\s/.test(key)) {
    return `contains white space (a line break at the end is the usual one): ${remedy}`;
  }
  if ((placeholder.test(key) && !prefixedKey.test(key)) || /^(.)\1*$/.test(key)) {
    return `looks like a placeholder: ${remedy}`;
  }
  if (!apiKeyShape.test(key)) {
    return `has ${key.length} characters or characters that no W&B key has; a key has 40 or more letters, digits, "_" or "-": ${remedy}`;
  }
  return undefined;
}
