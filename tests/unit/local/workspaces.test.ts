import { completeWorkspace } from "../../../local/azure/arm/genericResources/model/workspaces";
import type { ArmResource } from "../../../local/azure/arm/resources";
import type { Platform } from "../../../local/azure/service";

test("a workspace that a version before 0.2.0 stored, without a plan, is written again", () => {
  const platform = { clock: { now: () => 0 } } as Platform;
  const stored = { properties: {} } as ArmResource;
  expect(completeWorkspace(platform, {}, "/subscriptions/1", stored)).toMatchObject({
    sku: { name: "pergb2018", lastSkuUpdate: "Thu, 01 Jan 1970 00:00:00 GMT" },
  });
});
