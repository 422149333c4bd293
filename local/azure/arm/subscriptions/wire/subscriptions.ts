import { tenantDomain } from "../../../directory/seed";
import type { Platform } from "../../../service";

export function toResponseTenant({ tenantId }: Platform): Record<string, unknown> {
  return {
    id: `/tenants/${tenantId}`,
    tenantId,
    displayName: "Contoso",
    defaultDomain: tenantDomain,
    tenantCategory: "Home",
  };
}

export function toResponseSubscription({ subscriptionId, tenantId }: Platform): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}`,
    authorizationSource: "RoleBased",
    managedByTenants: [],
    subscriptionId,
    tenantId,
    displayName: "Local",
    state: "Enabled",
    subscriptionPolicies: {
      locationPlacementId: "Public_2014-09-01",
      quotaId: "PayAsYouGo_2014-09-01",
      spendingLimit: "Off",
    },
  };
}

export function toResponseLocation({ subscriptionId }: Platform, name: string): Record<string, unknown> {
  return {
    id: `/subscriptions/${subscriptionId}/locations/${name}`,
    name,
    type: "Region",
    displayName: name,
    regionalDisplayName: name,
    metadata: { regionType: "Physical", regionCategory: "Recommended" },
  };
}
