import type { Platform } from "../../../service";
import { registrationState } from "../../checks";
import { regions } from "../../cognitiveservices/model/regions";
import { publishedVersionsOf } from "../../publishedVersions";
import { resourceTypesOf } from "../model/providers";

export function toResponseProvider(platform: Platform, namespace: string): Record<string, unknown> {
  return {
    id: `/subscriptions/${platform.subscriptionId}/providers/${namespace}`,
    namespace,
    registrationPolicy: "RegistrationRequired",
    registrationState: registrationState(platform, namespace),
    resourceTypes: resourceTypesOf(namespace).map((resourceType) => ({
      resourceType,
      locations: regions,
      // Newest first, as Azure lists them.
      apiVersions: [...publishedVersionsOf(`${namespace}/${resourceType}`)].reverse(),
    })),
  };
}
