import { z } from "zod";
import type { ArmResource } from "../../resources";
import { categoriesIn, diagnosticSettingType, withRetention } from "../model/diagnosticSettings";

const category = z.looseObject({
  category: z.string().nullish(),
  enabled: z.boolean(),
  retentionPolicy: z.looseObject({ enabled: z.boolean(), days: z.number() }).optional(),
});

const text = z.string().nullish();

export const diagnosticSettingBody = z.looseObject({
  properties: z.looseObject({
    workspaceId: text,
    storageAccountId: text,
    serviceBusRuleId: text,
    eventHubAuthorizationRuleId: text,
    eventHubName: text,
    marketplacePartnerId: text,
    logAnalyticsDestinationType: text,
    logs: z
      .array(category.extend({ categoryGroup: z.string().nullish() }))
      .nullish()
      .transform((logs) => logs ?? []),
    metrics: z
      .array(category)
      .nullish()
      .transform((metrics) => metrics ?? []),
  }),
});
export type DiagnosticSettingBody = z.infer<typeof diagnosticSettingBody>;

/** The version before category groups, in which a setting has no type. */
const firstVersion = "2017-05-01-preview";

/**
 * A setting as Azure Monitor returns it: the id of its resource in lower case, and null for what is not set. Recorded, ASO, Mar 2026;
 * Azure SDK for Python, Sep 2020.
 * @param location Of the resource, which reading one setting shows.
 */
export function toResponseDiagnosticSetting(
  { id, name, properties }: ArmResource,
  apiVersion: string,
  location?: string,
): Record<string, unknown> {
  const isFirst = apiVersion === firstVersion;
  const [scope = ""] = id.split(/\/providers\/Microsoft\.Insights\/diagnosticSettings\//i);
  const { storageAccountId, serviceBusRuleId, workspaceId, eventHubAuthorizationRuleId } = properties;
  const { eventHubName, marketplacePartnerId, logAnalyticsDestinationType } = properties;
  const logs = categoriesIn(properties.logs).map(withRetention);
  return {
    id: `${lowerCaseScope(scope)}/providers/microsoft.insights/diagnosticSettings/${name}`,
    type: isFirst ? null : diagnosticSettingType,
    name,
    location: isFirst ? null : (location ?? null),
    kind: null,
    tags: null,
    properties: {
      storageAccountId: storageAccountId ?? null,
      serviceBusRuleId: serviceBusRuleId ?? null,
      workspaceId: workspaceId ?? null,
      eventHubAuthorizationRuleId: eventHubAuthorizationRuleId ?? null,
      eventHubName: eventHubName ?? null,
      ...(marketplacePartnerId ? { marketplacePartnerId } : {}),
      metrics: categoriesIn(properties.metrics).map(withRetention),
      logs: isFirst ? logs : logs.map((log) => ({ category: null, categoryGroup: null, ...log })),
      logAnalyticsDestinationType: logAnalyticsDestinationType ?? null,
    },
    identity: null,
  };
}

/** Azure Monitor writes the ids of resources in lower case. */
export const lowerCaseScope = (scope: string): string => scope.toLowerCase();
