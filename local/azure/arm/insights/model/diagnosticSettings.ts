import { AzureError } from "../../../error";
import type { Call, Platform } from "../../../service";
import { requireReference } from "../../genericResources/model/references";
import type { ArmResource } from "../../resources";

export const diagnosticSettingType = "Microsoft.Insights/diagnosticSettings";

export type DiagnosticSettingCall<Body = unknown> = Call<Body, "scope" | "name">;

export const diagnosticSettingId = ({ params }: Pick<DiagnosticSettingCall<never>, "params">): string =>
  `${params.scope}/providers/${diagnosticSettingType}/${params.name}`;

/** Where a diagnostic setting can send to. */
const sinks = ["workspaceId", "storageAccountId", "eventHubAuthorizationRuleId", "marketplacePartnerId"];

/** @throws AzureError 400 where a setting sends to nothing, or to a workspace that does not exist. */
export function requireSink(platform: Platform, properties: Record<string, unknown>, id: string): void {
  if (sinks.every((sink) => !properties[sink])) {
    throw new AzureError(400, "BadRequest", "At least one data sink needs to be specified.");
  }
  // Of the sinks, the local Azure has workspaces and storage accounts.
  for (const sink of [properties.workspaceId, properties.storageAccountId].filter(Boolean)) {
    requireReference(platform, sink, id);
  }
}

/** Azure Monitor's own error, without the object `error`. Recorded, ASO, Mar 2026. */
export const diagnosticSettingNotFound = (name: string) =>
  new AzureError(404, "ResourceNotFound", `The diagnostic setting '${name.slice(0, 260)}' doesn't exist.`, {
    isBare: true,
  });

/** A category of logs or metrics in a setting. */
export interface Category {
  category?: string | null;
  categoryGroup?: string | null;
  enabled: boolean;
  retentionPolicy?: { enabled: boolean; days: number };
}

/** The categories of a stored setting. Versions before 0.2.0 stored what the request had, which may be none. */
export const categoriesIn = (stored: unknown): Category[] => (stored as Category[] | undefined) ?? [];

const noRetention = { enabled: false, days: 0 };

/** Each category has a retention policy, which is no longer in use. */
export const withRetention = ({ retentionPolicy, ...category }: Category): Category => ({
  ...category,
  retentionPolicy: retentionPolicy ?? noRetention,
});

/** Reading one setting adds the metrics that it does not name, as disabled; lists and the response to a PUT do not. */
export function withAllMetrics(metrics: readonly Category[]): Category[] {
  return metrics.some(({ category }) => category === "AllMetrics")
    ? [...metrics]
    : [...metrics, { category: "AllMetrics", enabled: false, retentionPolicy: noRetention }];
}

/** The diagnostic settings of one resource. */
export const settingsOf = (platform: Platform, scope: string): ArmResource[] =>
  platform.resources.list(diagnosticSettingType, `${scope}/providers/${diagnosticSettingType}`);
