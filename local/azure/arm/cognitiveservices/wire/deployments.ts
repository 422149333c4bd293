import { z } from "zod";
import type { ArmResource } from "../../resources";
import { ignoring, tags } from "../../wire";
import { readOnly, sku } from "./accounts";

/** The properties that Azure computes. */
const computed = ["callRateLimit", "capabilities", "currentCapacity", "provisioningState", "rateLimits"];

export const deploymentPut = z.strictObject({
  sku: sku.optional(),
  tags: tags.nullish(),
  properties: ignoring(
    computed,
    z.strictObject({
      model: z.strictObject({
        format: z.string(),
        name: z.string(),
        version: z.string().nullish(),
        publisher: z.string().nullish(),
        source: z.string().nullish(),
      }),
      raiPolicyName: z.string().nullish(),
      versionUpgradeOption: z.string().nullish(),
      scaleSettings: z.looseObject({}).nullish(),
      dynamicThrottlingEnabled: z.boolean().nullish(),
    }),
  ),
  ...readOnly,
});
export type DeploymentPut = z.infer<typeof deploymentPut>;

/** What older API versions do not have: they specify the capacity in `scaleSettings`. */
const newer = ["versionUpgradeOption", "currentCapacity", "raiPolicyName", "rateLimits"];
const withSku = "2023-05-01";

export function toResponseDeployment(apiVersion: string, deployment: ArmResource): Record<string, unknown> {
  const { id, name, type, sku: deploymentSku, etag, properties, systemData } = deployment;
  const isOld = apiVersion < withSku;
  const shown = Object.entries(properties).filter(([key]) => !isOld || !newer.includes(key));
  return {
    id,
    type,
    name,
    ...(isOld ? {} : { sku: deploymentSku }),
    properties: Object.fromEntries(shown),
    systemData,
    etag,
  };
}
