import { createResources } from "./arm/resources";
import { assignmentsOf } from "./authorization/assignments";
import { createAuthorization } from "./authorization/evaluate";
import { createClock } from "./clock";
import { createFaults } from "./control/model/faults";
import { createPolicies } from "./control/model/policies";
import { createRequestRecord } from "./control/model/requests";
import { createSettings } from "./control/model/settings";
import { createDirectory } from "./directory/directory";
import { contributor, deployer, subscriptionId, tenantId } from "./directory/seed";
import { createOidcIssuer } from "./entra/model/oidcIssuer";
import { createTokens } from "./entra/model/tokens";
import { createOperations } from "./operations";
import { serve } from "./pipeline/serve";
import type { Platform } from "./platform";
import { completions, dueChanges, services } from "./services";
import type { Blobs } from "./storage/blobs";
import type { Store } from "./storage/store";

/** Creates what the services share, on a new store or on one that an earlier process used. */
export async function createPlatform(store: Store, blobs: Blobs, controlToken: string): Promise<Platform> {
  const clock = createClock(store);
  const settings = createSettings(store);
  const faults = createFaults();
  const directory = createDirectory(store, clock);
  assignInitialRoles(store);
  const platform: Platform = {
    tenantId,
    subscriptionId,
    store,
    clock,
    settings,
    directory,
    authorization: createAuthorization(store, clock, settings),
    operations: createOperations({ store, clock, settings, faults }, (kind, id, outcome) =>
      completions[kind](platform, id, outcome),
    ),
    resources: createResources(store),
    tokens: await createTokens(store, directory, tenantId),
    oidcIssuer: await createOidcIssuer(store),
    faults,
    policies: createPolicies(store, `/subscriptions/${subscriptionId}`),
    requests: createRequestRecord(),
    blobs,
    controlToken,
    makeDueChanges: () => dueChanges.forEach((change) => change(platform)),
    send: (request) => serve(services, platform, request),
  };
  return platform;
}

/** Gives the applications of a new tenant their roles on the subscription. */
function assignInitialRoles(store: Store): void {
  const assignments = assignmentsOf(store);
  for (const { objectId, role } of [deployer, contributor]) {
    if (!assignments.get(objectId)) {
      // Each application has one assignment, so its object id is also the assignment's name.
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
}
