/** Names of deployments, and what answers of the data plane tell about them. */
import { baseModelOf, defaultName } from "../../../cli/deploy/options";
import { readinessOf } from "../../../cli/deploy/readiness";

const id = "0123456789abcdef0123456789abcdef";

test.each<[model: string, name: string, base: string]>([
  [`gpt-4.1-mini-2025-04-14.ft-${id}`, "gpt-4.1-mini-01234567", "gpt-4.1-mini-2025-04-14"],
  [`gpt-4o-2024-08-06.ft-${id}-support`, "gpt-4o-01234567-support", "gpt-4o-2024-08-06"],
  [
    `gpt-4.1-nano-2025-04-14.ft-${id}-a.b_c:ckpt-step-12`,
    "gpt-4.1-nano-01234567-a.b_c-step-12",
    "gpt-4.1-nano-2025-04-14",
  ],
  [`gpt-4.1-2025-04-14.ft-${id}:ckpt-step-7`, "gpt-4.1-01234567-step-7", "gpt-4.1-2025-04-14"],
  [
    `gpt-4.1-2025-04-14.ft-${id}-${"x".repeat(60)}`,
    `gpt-4.1-01234567-${"x".repeat(47)}`,
    "gpt-4.1-2025-04-14",
  ],
])("%s is deployed as %s", (model, name, base) => {
  expect(defaultName(model)).toBe(name);
  expect(name.length).toBeLessThanOrEqual(64);
  expect(baseModelOf(model)).toBe(base);
});

test.each<[status: number | undefined, code: string, state: string]>([
  [409, "DeploymentNotReady", "waiting"],
  [400, "DeploymentNotReady", "waiting"],
  [404, "DeploymentNotFound", "waiting"],
  [404, "404", "waiting"],
  [500, "InternalServerError", "waiting"],
  [503, "", "waiting"],
  [undefined, "", "waiting"],
  [429, "429", "ready"],
  [400, "invalid_request_error", "ready"],
  [401, "PermissionDenied", "unknown"],
  [403, "403", "unknown"],
])("an answer %s %s: %s", (status, code, state) => {
  expect(readinessOf({ status, code, message: "…" })).toMatchObject({ state });
});
