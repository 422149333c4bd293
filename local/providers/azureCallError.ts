/** An error response of Azure, worded as azure-native words it. */
export class AzureCallError extends Error {
  override readonly name = "AzureCallError";

  constructor(
    readonly status: number,
    readonly code: string,
    readonly reason: string,
  ) {
    super(`Status=${status} Code="${code}" Message="${reason}"`);
  }
}
