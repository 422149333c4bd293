import { randomUUID } from "node:crypto";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";

/** The properties that Azure adds to a Log Analytics workspace. Recorded, Azure SDK for Python, Sep 2020. */
export function completeWorkspace(
  { clock }: Platform,
  { sku, retentionInDays = 30 }: Record<string, unknown>,
  _id: string,
  before?: ArmResource,
): object {
  const now = new Date(clock.now()).toUTCString();
  const requested = (sku as { name?: string } | undefined)?.name;
  return {
    source: "Azure",
    customerId: before?.properties.customerId ?? randomUUID(),
    // Plans of before April 2018 become the plan of today.
    sku: {
      name: requested?.toLowerCase() === "pernode" ? "pergb2018" : (requested ?? "pergb2018"),
      maxCapacityReservationLevel: 3000,
      lastSkuUpdate: (before?.properties.sku as { lastSkuUpdate?: string } | undefined)?.lastSkuUpdate ?? now,
    },
    retentionInDays,
    features: { legacy: 0, searchVersion: 1, enableLogAccessUsingOnlyResourcePermissions: true },
    workspaceCapping: { dailyQuotaGb: -1, dataIngestionStatus: "RespectQuota" },
    publicNetworkAccessForIngestion: "Enabled",
    publicNetworkAccessForQuery: "Enabled",
    createdDate: before?.properties.createdDate ?? now,
    modifiedDate: now,
  };
}
