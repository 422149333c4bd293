import { AzureError } from "../../error";

/** The audience of tokens for each resource, by the resource's URI without a slash at the end. */
const audiences = new Map([
  ["https://management.azure.com", "https://management.azure.com"],
  ["https://management.core.windows.net", "https://management.core.windows.net/"],
  ["https://vault.azure.net", "https://vault.azure.net"],
  ["https://graph.microsoft.com", "https://graph.microsoft.com"],
  ["https://cognitiveservices.azure.com", "https://cognitiveservices.azure.com"],
  ["https://ai.azure.com", "https://ai.azure.com"],
]);

/** The audience of tokens for a resource. @throws AzureError AADSTS500011 for an unknown resource. */
export function audienceOf(resource: string): string {
  const audience = audiences.get(resource.replace(/\/+$/, ""));
  if (!audience) {
    throw new AzureError(
      400,
      "invalid_resource",
      `AADSTS500011: The resource principal named ${resource.slice(0, 200)} was not found in the tenant.`,
    );
  }
  return audience;
}
