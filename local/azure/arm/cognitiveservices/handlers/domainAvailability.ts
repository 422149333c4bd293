import type { Call, Reply } from "../../../service";
import { subdomainConflict } from "../model/subdomains";
import type { DomainAvailabilityBody } from "../wire/domainAvailability";

export function checkDomainAvailability({
  platform,
  body: { subdomainName, type },
}: Call<DomainAvailabilityBody, "subscriptionId">): Reply {
  const reason = subdomainConflict(platform, subdomainName)?.message ?? null;
  return { status: 200, body: { isSubdomainAvailable: reason === null, reason, subdomainName, type } };
}
