import { randomBytes } from "node:crypto";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { definedProperties } from "../../wire";
import type { AccountPut } from "../wire/accounts";
import { accountType } from "./accounts";
import type { AccountCall } from "./accounts";
import { writtenUpgrade } from "./automaticUpgrade";
import { newEtag } from "./etag";
import { writeIdentity } from "./identity";
import { endpointOf, endpointsOf, kindOf } from "./kinds";
import { subdomainOf } from "./subdomains";

/** The body of a write, with what an update and a restore take from the account. */
export type CompleteBody = AccountPut & Required<Pick<AccountPut, "kind" | "sku">>;

/** A write that Azure accepts. */
export interface AccountWrite {
  id: string;
  name: string;
  /** As the account was created with. */
  location: string;
  before: ArmResource | undefined;
  /** The account in soft delete that is restored. */
  restored?: ArmResource;
  body: CompleteBody;
  /** Whether the write ends with its answer, without an operation. */
  isImmediate: boolean;
}

const startState = ({ isImmediate, before }: AccountWrite): string => {
  const running = before ? "Accepted" : "Creating";
  return isImmediate ? "Succeeded" : running;
};

/** The account after a write: the properties of the request, the unchanged ones, and those that Azure sets. */
export function writtenAccount(call: AccountCall, write: AccountWrite): ArmResource {
  const { id, name, location, before, restored, body } = write;
  const { restore: _, ...requested } = body.properties;
  const subdomain = requested.customSubDomainName ?? (before && subdomainOf(before));
  const kept = (before ?? restored)?.properties;
  const { apiProperties, hasQuotaLimit = false } = kindOf(body.kind);
  return {
    id,
    name: before?.name ?? name,
    type: accountType,
    location,
    tags: body.tags ?? undefined,
    kind: body.kind,
    sku: { name: body.sku.name },
    identity: writeIdentity(call.platform, body.identity, before?.identity, id, name),
    etag: newEtag(),
    systemData: systemData(call, before?.systemData),
    properties: {
      ...(apiProperties ? { apiProperties } : {}),
      allowProjectManagement: false,
      ...kept,
      ...definedProperties(requested),
      foundryAutoUpgrade: writtenUpgrade(call, before ?? restored, body),
      // A rollback to kind OpenAI ends the management of projects.
      ...(body.kind === "OpenAI" ? { allowProjectManagement: false } : {}),
      ...(subdomain ? { customSubDomainName: subdomain } : {}),
      publicNetworkAccess: requested.publicNetworkAccess ?? kept?.publicNetworkAccess ?? "Enabled",
      endpoint: keptEndpoint(write, subdomain) ?? endpointOf(body.kind, subdomain, regionName(location)),
      endpoints: endpointsOf(body.kind, subdomain, regionName(location)),
      internalId: kept?.internalId ?? randomBytes(16).toString("hex"),
      dateCreated: kept?.dateCreated ?? new Date(call.platform.clock.now()).toISOString(),
      callRateLimit: { rules: [] },
      ...(hasQuotaLimit ? { quotaLimit: { rules: [] } } : {}),
      isMigrated: false,
      provisioningState: startState(write),
      privateEndpointConnections: [],
    },
  };
}

/** The endpoint of an account that was upgraded to Foundry: it stays the same (Microsoft Learn, January 2026). */
function keptEndpoint({ before, body }: AccountWrite, subdomain: string | undefined): unknown {
  return before && body.kind === "AIServices" && subdomain === subdomainOf(before)
    ? before.properties.endpoint
    : undefined;
}
