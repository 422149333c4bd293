import { z } from "zod";
import { AzureError } from "../../error";

export const tokenForm = z.record(z.string(), z.string());
export type TokenForm = z.infer<typeof tokenForm>;

/** A parameter of the form. @throws AzureError AADSTS900144 where it is missing or empty. */
export function requireParameter(name: string, value: string | undefined): string {
  if (!value) {
    throw new AzureError(
      400,
      "invalid_request",
      `AADSTS900144: The request body must contain the following parameter: '${name}'.`,
    );
  }
  return value;
}

/** The resource of a scope such as `https://vault.azure.net/.default`. @throws AzureError AADSTS70011 */
export function resourceOfScope(scope: string | undefined): string | undefined {
  if (scope === undefined) {
    return undefined;
  }
  const resources = scope.split(" ").filter((part) => part.includes("://"));
  const [, resource] = /^(.*)\/[\w.]+$/.exec(resources[0] ?? "") ?? [];
  if (resources.length !== 1 || resource === undefined) {
    throw new AzureError(
      400,
      "invalid_scope",
      "AADSTS70011: The provided value for the input parameter 'scope' is not valid.",
    );
  }
  return resource;
}
