/**
 * Errors as azuread words them: a Terraform provider behind Pulumi's bridge, which lists errors below each other even where
 * there is one. Sources: pulumi/pulumi-azuread#289 (list), hashicorp/terraform-provider-azuread#1007 (403).
 */
import { STATUS_CODES } from "node:http";
import { AzureCallError } from "../azureCallError";

export class LookupError extends Error {
  override readonly name = "LookupError";

  /** @param cause What Microsoft Graph returned, where that is why. */
  constructor(summary: string, cause?: AzureCallError) {
    super(cause ? `${summary}: ${describe(cause)}` : summary);
  }
}

const describe = ({ status, code, reason }: AzureCallError) =>
  `unexpected status ${status} (${status} ${STATUS_CODES[status] ?? ""}) with error: ${code}: ${reason}`;

/** The list of errors that the engine shows. */
export const listed = (token: string, error: LookupError): Error =>
  new Error(`invoking ${token}: 1 error occurred:\n\t* ${error.message}\n\n`);

/** Replaces Microsoft Graph's error by one that begins with what was looked up. */
export async function explaining<T>(summary: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw error instanceof AzureCallError ? new LookupError(summary, error) : error;
  }
}
