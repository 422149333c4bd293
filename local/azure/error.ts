/** An answer that Azure would give as an error: its status, code and message. The service decides the body's shape. */
export class AzureError extends Error {
  override readonly name = "AzureError";

  constructor(
    readonly status: number,
    readonly code: string,
    message: string,
    readonly more: {
      /** `error.innererror.code` (Key Vault) */
      innerCode?: string;
      target?: string;
      details?: readonly { code: string; message: string; target?: string }[];
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
  }
}
