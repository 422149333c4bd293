/** Key Vault's error for the name of a secret or key, or undefined where the name is valid. */
export function objectNameError(name: string): string | undefined {
  return /^[a-z0-9-]{1,127}$/i.test(name)
    ? undefined
    : `The request URI contains an invalid name: ${name.slice(0, 140)}`;
}
