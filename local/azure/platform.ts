import type { Resources } from "./arm/resources";
import type { Authorization } from "./authorization/evaluate";
import type { Clock } from "./clock";
import type { Faults } from "./control/model/faults";
import type { Policies } from "./control/model/policies";
import type { RequestRecord } from "./control/model/requests";
import type { Settings } from "./control/model/settings";
import type { Directory } from "./directory/directory";
import type { OidcIssuer } from "./entra/model/oidcIssuer";
import type { Tokens } from "./entra/model/tokens";
import type { Operations } from "./operations";
import type { Blobs } from "./storage/blobs";
import type { Store } from "./storage/store";
import type { Outcome, WireRequest } from "./wire";

/** What the services share besides the request. Each local Azure has one instance. */
export interface Platform {
  tenantId: string;
  subscriptionId: string;
  store: Store;
  blobs: Blobs;
  clock: Clock;
  directory: Directory;
  authorization: Authorization;
  operations: Operations;
  resources: Resources;
  tokens: Tokens;
  oidcIssuer: OidcIssuer;
  settings: Settings;
  faults: Faults;
  policies: Policies;
  requests: RequestRecord;
  /** The token with which the control routes are called. */
  controlToken: string;
  /** Makes what Azure changes by itself, where its time has come. */
  makeDueChanges(): void;
  /** Serves a request that one service sends to another, through the same pipeline as a request over the wire. */
  send(request: WireRequest): Promise<Outcome>;
}
