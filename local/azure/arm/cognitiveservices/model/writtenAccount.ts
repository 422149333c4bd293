import { randomBytes, randomUUID } from "node:crypto";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { definedProperties } from "../../wire";
import type { AccountPut } from "../wire/accounts";
import { accountType } from "./accounts";
import type { AccountCall } from "./accounts";
import { writeIdentity } from "./identity";
import { subdomainOf } from "./subdomains";

/** A write that Azure accepts. */
export interface AccountWrite {
  id: string;
  name: string;
  region: string;
  before: ArmResource | undefined;
  body: AccountPut;
}

/** The account after a write: the properties of the request, the unchanged ones, and those that Azure sets. */
export function writtenAccount(
  call: AccountCall,
  { id, name, region, before, body }: AccountWrite,
): ArmResource {
  const { restore: _, ...requested } = body.properties;
  const subdomain = requested.customSubDomainName ?? (before && subdomainOf(before));
  const endpoint = endpointOf(body.kind, subdomain, region);
  return {
    id,
    name: before?.name ?? name,
    type: accountType,
    location: region,
    tags: body.tags ?? undefined,
    kind: body.kind,
    sku: { name: body.sku.name },
    identity: writeIdentity(call.platform, body.identity, before?.identity, id, name),
    etag: `"${randomUUID()}"`,
    systemData: systemData(call, before?.systemData),
    properties: {
      ...before?.properties,
      ...definedProperties(requested),
      ...(subdomain ? { customSubDomainName: subdomain } : {}),
      publicNetworkAccess:
        requested.publicNetworkAccess ?? before?.properties.publicNetworkAccess ?? "Enabled",
      endpoint,
      endpoints: { "OpenAI Language Model Instance API": endpoint },
      internalId: before?.properties.internalId ?? randomBytes(16).toString("hex"),
      dateCreated: before?.properties.dateCreated ?? new Date(call.platform.clock.now()).toISOString(),
      callRateLimit: { rules: [] },
      isMigrated: false,
      provisioningState: before ? "Accepted" : "Creating",
      capabilities: [{ name: "VirtualNetworks" }, { name: "CustomerManagedKey" }],
      privateEndpointConnections: [],
    },
  };
}

function endpointOf(kind: string, subdomain: string | undefined, region: string): string {
  if (!subdomain) {
    return `https://${region}.api.cognitive.microsoft.com/`;
  }
  const domain = kind === "OpenAI" ? "openai.azure.com" : "cognitiveservices.azure.com";
  return `https://${subdomain.toLowerCase()}.${domain}/`;
}
