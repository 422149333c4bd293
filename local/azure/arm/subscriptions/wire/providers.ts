import type { Platform } from "../../../service";
import { registrationState } from "../../checks";
import { regions } from "../../cognitiveservices/model/regions";
import { resourcesApiVersions } from "../../resourcesApiVersions";
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
      apiVersions: resourcesApiVersions,
    })),
  };
}
