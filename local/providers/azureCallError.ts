/** An error response of Azure, worded as azure-native words it: with the outer code alone. */
export class AzureCallError extends Error {
  override readonly name = "AzureCallError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
    /** The response's body, as JSON. */
    readonly body?: unknown,
  ) {
    super(`Status=${status}${code ? ` Code="${code}"` : ""} Message="${reason}"`);
  }
}
