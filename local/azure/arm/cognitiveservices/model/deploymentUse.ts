/** How deployments are used: when their data plane is ready, and when Azure deletes those of fine-tuned models. */
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { deploymentType } from "./deployments";

interface Use {
  /** Milliseconds since the epoch, as is `lastUsedAt`. */
  createdAt: number;
  lastUsedAt: number;
  /** Requests to its data plane. */
  requests: number;
}

const hourMs = 3_600_000;
/** A deployment of the developer tier lives 24 hours; others, unless they are not used for 15 days (Azure's documentation of fine-tuning). */
const developerLifetimeMs = 24 * hourMs;
const idleLifetimeMs = 15 * 24 * hourMs;

const uses = (platform: Platform) => platform.store.collection<Use>("deploymentUses");

/** Begins to count the use of a deployment that is created or changed. */
export function beginUse(platform: Platform, id: string): void {
  const now = platform.clock.now();
  const createdAt = uses(platform).get(id)?.createdAt ?? now;
  uses(platform).put(id, { createdAt, lastUsedAt: now, requests: 0 });
}

export const endUse = (platform: Platform, id: string): void => void uses(platform).delete(id);

/** Counts a request to a deployment. @returns Whether its data plane is ready. */
export function useDeployment(platform: Platform, { id }: ArmResource): boolean {
  const now = platform.clock.now();
  const use = uses(platform).get(id) ?? { createdAt: now, lastUsedAt: now, requests: 0 };
  uses(platform).put(id, { ...use, lastUsedAt: now, requests: use.requests + 1 });
  return use.requests >= platform.settings.current.deploymentPolls;
}

const isFineTuned = ({ properties }: ArmResource): boolean =>
  ((properties.model as { name?: string } | undefined)?.name ?? "").includes(".ft-");

const isDeveloperTier = ({ sku }: ArmResource): boolean =>
  /^developer/i.test((sku as { name?: string } | undefined)?.name ?? "");

/** Deletes the deployments of an account whose time is over. */
export function deleteExpired(platform: Platform, accountId: string): void {
  const now = platform.clock.now();
  for (const deployment of platform.resources.list(deploymentType, accountId).filter(isFineTuned)) {
    const use = uses(platform).get(deployment.id);
    const isDeveloper = isDeveloperTier(deployment);
    const end = isDeveloper
      ? (use?.createdAt ?? now) + developerLifetimeMs
      : (use?.lastUsedAt ?? now) + idleLifetimeMs;
    if (use && end <= now) {
      platform.resources.delete(deployment.id);
      endUse(platform, deployment.id);
    }
  }
}
