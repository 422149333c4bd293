/** An error that Azure returns: status, code and message. The service sets the format of the body. */
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
      /** `error.additionalInfo`, such as the violations of Azure Policy */
      additionalInfo?: readonly { type: string; info: unknown }[];
      /** Whether the body is the error itself, without the object `error` around it (Azure Monitor). */
      isBare?: boolean;
      headers?: Record<string, string>;
    } = {},
  ) {
    super(message);
  }
}

/** An injected fault that closes the connection without a response. */
export class ConnectionReset extends Error {
  override readonly name = "ConnectionReset";
}
