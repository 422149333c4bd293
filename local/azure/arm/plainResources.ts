/**
 * Resource types that are only written, read, listed and deleted here: what private endpoints, audit logs and identities of a
 * platform team need to exist. One table, one set of routes; nothing flows through their networks and no log is kept.
 */
import { z } from "zod";
import { AzureError } from "../error";
import { route } from "../service";
import type { Call, Platform, Reply, Route } from "../service";
import { requireResourceGroup } from "./resourceGroups";
import { requireUnlocked } from "./checks";
import { page, pageQuery } from "./lists";
import { regionName } from "./resources";
import { systemData } from "./systemData";
import type { ArmResource } from "./resources";
import { requireScope } from "./authorization/scope";

interface PlainType {
  /** `Microsoft.Network/privateEndpoints` */
  type: string;
  apiVersions: readonly string[];
  properties: z.ZodType<Record<string, unknown>>;
  /** Whether it extends another resource, whose id its path begins with. */
  extends?: boolean;
  /** Whether it has no location of its own. */
  nested?: boolean;
  /** What Azure adds to the properties. @throws AzureError where they name what is not there. */
  complete?: (
    platform: Platform,
    properties: Record<string, unknown>,
    id: string,
    before?: ArmResource,
  ) => object;
}

const reference = z.looseObject({ id: z.string().startsWith("/subscriptions/") });

/** @throws AzureError 400 `InvalidResourceReference` where a resource that is named is not there. */
function requireReference(platform: Platform, id: unknown, by: string): ArmResource {
  const found = platform.resources.get(String(id));
  if (!found) {
    throw new AzureError(
      400,
      "InvalidResourceReference",
      `Resource ${String(id).slice(0, 300)} referenced by resource ${by} was not found.`,
    );
  }
  return found;
}

/** Sub-resources that a private endpoint can lead to, by the type of what it leads to. */
const groupIds: Record<string, string> = {
  "Microsoft.CognitiveServices/accounts": "account",
  "Microsoft.KeyVault/vaults": "vault",
};

interface Connection {
  properties: { privateLinkServiceId: string; groupIds: string[] };
}

function completeEndpoint(platform: Platform, properties: Record<string, unknown>, id: string): object {
  requireReference(platform, (properties.subnet as { id: string }).id, id);
  for (const { properties: asked } of properties.privateLinkServiceConnections as Connection[]) {
    const target = requireReference(platform, asked.privateLinkServiceId, id);
    const wanted = groupIds[target.type];
    if (asked.groupIds.some((group) => group !== wanted)) {
      throw new AzureError(
        400,
        "InvalidGroupId",
        `The group ids ${asked.groupIds.join(", ").slice(0, 200)} are not offered by ${target.id}: it offers ${wanted}.`,
      );
    }
  }
  return { networkInterfaces: [{ id: `${id}-nic` }], customDnsConfigs: [] };
}

const types: readonly PlainType[] = [
  {
    type: "Microsoft.Network/virtualNetworks",
    apiVersions: ["2024-05-01"],
    properties: z.looseObject({ addressSpace: z.looseObject({ addressPrefixes: z.array(z.string()) }) }),
  },
  {
    type: "Microsoft.Network/virtualNetworks/subnets",
    apiVersions: ["2024-05-01"],
    nested: true,
    properties: z.looseObject({ addressPrefix: z.string() }),
  },
  {
    type: "Microsoft.Network/privateDnsZones",
    apiVersions: ["2020-06-01", "2024-06-01"],
    properties: z.looseObject({}),
  },
  {
    type: "Microsoft.Network/privateEndpoints",
    apiVersions: ["2024-05-01"],
    properties: z.looseObject({
      subnet: reference,
      privateLinkServiceConnections: z
        .array(
          z.looseObject({
            name: z.string(),
            properties: z.looseObject({
              privateLinkServiceId: z.string(),
              groupIds: z.array(z.string()).min(1),
            }),
          }),
        )
        .min(1),
    }),
    complete: completeEndpoint,
  },
  {
    type: "Microsoft.Network/privateEndpoints/privateDnsZoneGroups",
    apiVersions: ["2024-05-01"],
    nested: true,
    properties: z.looseObject({
      privateDnsZoneConfigs: z.array(
        z.looseObject({ name: z.string(), properties: z.looseObject({ privateDnsZoneId: z.string() }) }),
      ),
    }),
    complete(platform, { privateDnsZoneConfigs }, id) {
      for (const { properties } of privateDnsZoneConfigs as { properties: { privateDnsZoneId: string } }[]) {
        requireReference(platform, properties.privateDnsZoneId, id);
      }
      return {};
    },
  },
  {
    type: "Microsoft.OperationalInsights/workspaces",
    apiVersions: ["2023-09-01", "2025-02-01"],
    properties: z.looseObject({}),
  },
  {
    type: "Microsoft.ManagedIdentity/userAssignedIdentities",
    apiVersions: ["2023-01-31", "2024-11-30"],
    properties: z.looseObject({}),
    complete(platform, _properties, id, before) {
      if (before) {
        return before.properties;
      }
      const { objectId, appId } = platform.directory.createManagedIdentity(id, id.split("/").pop()!);
      return { principalId: objectId, clientId: appId, tenantId: platform.tenantId };
    },
  },
  {
    type: "Microsoft.Insights/diagnosticSettings",
    apiVersions: ["2021-05-01-preview"],
    extends: true,
    properties: z.looseObject({
      workspaceId: z.string().optional(),
      logs: z.array(z.looseObject({ enabled: z.boolean() })).optional(),
      metrics: z.array(z.looseObject({ enabled: z.boolean() })).optional(),
    }),
    complete(platform, { workspaceId }, id) {
      if (workspaceId === undefined) {
        throw new AzureError(400, "BadRequest", "At least one data sink needs to be specified.");
      }
      requireReference(platform, workspaceId, id);
      return {};
    },
  },
];

const bodyOf = ({ properties, extends: isExtension, nested }: PlainType) =>
  z.looseObject({
    ...(isExtension || nested ? {} : { location: z.string() }),
    tags: z.record(z.string(), z.string()).nullish(),
    properties: properties.default({}),
  });

/** Path of a resource of a type; nested types alternate types and names. */
function pathOf({ type, extends: isExtension }: PlainType): string {
  const [namespace, ...kinds] = type.split("/");
  const names = kinds.map((kind, index) => `${kind}/{name${index}}`).join("/");
  return isExtension
    ? `{scope+}/providers/${namespace}/${names}`
    : `/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/${namespace}/${names}`;
}

const idOf = ({ platform, params }: Call, plain: PlainType) =>
  pathOf(plain)
    .replace("{scope+}", params.scope ?? "")
    .replace("{subscriptionId}", platform.subscriptionId)
    .replace(/\{(\w+)\}/g, (_, name: string) => params[name]!);

function shown({ id, name, type, location, tags, etag, properties }: ArmResource): Record<string, unknown> {
  return { id, name, type, ...(location ? { location } : {}), tags: tags ?? {}, etag, properties };
}

function routesOf(plain: PlainType): Route[] {
  const { type, apiVersions, extends: isExtension } = plain;
  const path = pathOf(plain);
  const scope = isExtension ? ({ scope: at }: Readonly<Record<string, string>>) => at! : undefined;
  const common = { path, apiVersions, scope };
  const find = (call: Call) => call.platform.resources.get(idOf(call, plain));
  return [
    {
      ...common,
      method: "GET",
      action: `${type}/read`,
      handle(call) {
        const found = find(call);
        if (!found) {
          throw new AzureError(
            404,
            "ResourceNotFound",
            `The Resource '${type}/${idOf(call, plain).split("/").pop()}' was not found.`,
          );
        }
        return { status: 200, body: shown(found) };
      },
    },
    {
      ...common,
      method: "PUT",
      action: `${type}/write`,
      body: bodyOf(plain),
      handle: ((call: Call<PlainBody>) => put(call, plain)) as Route["handle"],
    },
    {
      ...common,
      method: "DELETE",
      action: `${type}/delete`,
      handle(call) {
        const before = find(call);
        if (before) {
          requireUnlocked(call.platform, before.id, "delete");
          call.platform.resources.delete(before.id);
        }
        return { status: before ? 200 : 204 };
      },
    },
    route({
      method: "GET",
      path: path.replace(/\/\{\w+\}$/, ""),
      apiVersions,
      scope,
      query: pageQuery,
      action: `${type}/read`,
      handle(call) {
        const above = idOf(call, plain)
          .toLowerCase()
          .replace(/\/[^/]*$/, "");
        const listed = call.platform.resources
          .list(type)
          .filter(({ id }) => id.toLowerCase().startsWith(above));
        return { status: 200, body: page(call, listed.map(shown)) };
      },
    }),
  ];
}

interface PlainBody {
  location?: string;
  tags?: Record<string, string> | null;
  properties: Record<string, unknown>;
}

function put(call: Call<PlainBody>, plain: PlainType): Reply {
  const { platform, params, body } = call;
  if (plain.extends) {
    requireScope(platform, params.scope!);
  } else {
    requireResourceGroup(call as Call);
  }
  const id = idOf(call as Call, plain);
  const before = platform.resources.get(id);
  const added = plain.complete?.(platform, body.properties, id, before) ?? {};
  const resource: ArmResource = {
    id: before?.id ?? id,
    name: before?.name ?? id.split("/").pop()!,
    type: plain.type,
    location: regionName(body.location ?? ""),
    tags: body.tags ?? undefined,
    etag: `"${crypto.randomUUID()}"`,
    properties: { ...body.properties, ...added, provisioningState: "Succeeded" },
    systemData: systemData(call as Call, before?.systemData),
  };
  platform.resources.put(resource);
  return { status: before ? 200 : 201, body: shown(resource) };
}

export const plainResourceRoutes: readonly Route[] = types.flatMap(routesOf);

/** The resource providers of the table, with their types. */
export const plainProviders: Readonly<Record<string, string[]>> = types.reduce<Record<string, string[]>>(
  (providers, { type }) => {
    const [namespace, ...kinds] = type.split("/");
    return { ...providers, [namespace!]: [...(providers[namespace!] ?? []), kinds.join("/")] };
  },
  {},
);
