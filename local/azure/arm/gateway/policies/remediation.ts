/** Policies with the effect deployIfNotExists: they change a resource some time after it was written. */
import type { Remediation, RemediationPolicy } from "../../../control/model/policies";
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { resourceGroupType } from "../../resourceGroups/model/resourceGroups";
import { applies } from "./evaluation";
import type { PolicyTarget } from "./evaluation";

const remediationPolicies = ({ policies }: Platform): RemediationPolicy[] =>
  policies.list().filter((policy): policy is RemediationPolicy => policy.effect === "deployIfNotExists");

const targetOf = (resource: ArmResource): PolicyTarget => ({
  id: resource.id,
  type:
    resource.type === resourceGroupType ? "Microsoft.Resources/subscriptions/resourceGroups" : resource.type,
  name: resource.name,
  values: { ...resource },
});

/** Schedules the changes of a resource that was written. */
export function scheduleRemediation(platform: Platform, resource: ArmResource): void {
  for (const policy of remediationPolicies(platform)) {
    if (applies(policy, targetOf(resource))) {
      platform.policies.schedule({
        resourceId: resource.id,
        assignmentName: policy.assignmentName,
        dueAt: platform.clock.now() + policy.afterSeconds * 1000,
      });
    }
  }
}

/** Schedules the changes of all resources, as a remediation task does, and makes those that are due. */
export function remediateExisting(platform: Platform): void {
  platform.resources.list().forEach((resource) => scheduleRemediation(platform, resource));
  remediate(platform);
}

/** Makes the changes that are due. A resource that is still being written waits for the end of its operation. */
export function remediate(platform: Platform): void {
  const due = platform.policies
    .remediations()
    .filter(
      ({ dueAt, resourceId }) => dueAt <= platform.clock.now() && !platform.operations.inProgress(resourceId),
    );
  due.forEach((remediation) => change(platform, remediation));
}

function change(platform: Platform, remediation: Remediation): void {
  platform.policies.end(remediation);
  const resource = platform.resources.get(remediation.resourceId);
  const policy = remediationPolicies(platform).find(
    ({ assignmentName }) => assignmentName === remediation.assignmentName,
  );
  if (resource && policy && applies(policy, targetOf(resource))) {
    platform.resources.put({
      ...resource,
      ...(Object.keys(policy.tags).length > 0 ? { tags: { ...resource.tags, ...policy.tags } } : {}),
      properties: { ...resource.properties, ...policy.properties },
    });
  }
}
