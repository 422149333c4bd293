import { AzureError } from "../../error";
import type { OpenCall } from "../../service";

export type TenantCall<Body = unknown> = OpenCall<Body, "tenant">;

/** @throws AzureError AADSTS90002 for a tenant that does not exist. */
export function requireTenant({ params, platform }: TenantCall): void {
  if (![platform.tenantId, "common", "organizations"].includes(params.tenant.toLowerCase())) {
    throw new AzureError(
      400,
      "invalid_tenant",
      `AADSTS90002: Tenant '${params.tenant.slice(0, 80)}' not found. Check that the tenant id is correct.`,
    );
  }
}
