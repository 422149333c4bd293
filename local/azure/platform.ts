import { assignmentsOf, createAuthorization } from "./authorization/evaluate";
import { createResources } from "./arm/resources";
import { createClock } from "./clock";
import { createFaults } from "./control/faults";
import { createRequestRecord } from "./control/requests";
import { createSettings } from "./control/settings";
import { createDirectory } from "./directory/directory";
import { contributor, deployer, subscriptionId, tenantId } from "./directory/seed";
import { createTokens } from "./entra/model/tokens";
import { createOperations } from "./operations";
import type { Blobs } from "./blobs";
import { dispatch } from "./dispatch";
import type { Platform } from "./service";
import { completions, services } from "./services";
import type { Store } from "./store";

/** Puts together what the services share, on a store that is new or has been used before. */
export async function createPlatform(store: Store, blobs: Blobs): Promise<Platform> {
  const clock = createClock(store);
  const settings = createSettings(store);
  const directory = createDirectory(store, clock);
  const assignments = assignmentsOf(store);
  for (const { objectId, role } of [deployer, contributor]) {
    if (!assignments.get(objectId)) {
      // Named like its principal: there is one of each, and no name has to be remembered.
      assignments.put(objectId, {
        name: objectId,
        scope: `/subscriptions/${subscriptionId}`,
        principalId: objectId,
        principalType: "ServicePrincipal",
        role,
        createdBy: objectId,
        createdAt: 0,
      });
    }
  }
  const platform: Platform = {
    tenantId,
    subscriptionId,
    store,
    clock,
    settings,
    directory,
    authorization: createAuthorization(store, clock, settings),
    operations: createOperations(completions),
    resources: createResources(store),
    tokens: await createTokens(store, directory, tenantId),
    faults: createFaults(),
    requests: createRequestRecord(),
    blobs,
    send: (request) => dispatch(services, platform, request),
  };
  return platform;
}
