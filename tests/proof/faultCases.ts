/** The cases of the fault matrix, as data: resources, operations, faults, and which combinations there are not. */
import type { Fault } from "../support/proofProject";

export const operations = ["create", "read", "update", "delete"] as const;
export type Operation = (typeof operations)[number];

/** What the program (`proofProgram.ts`) takes: arguments of the component, and what else there is. */
export interface ProgramArgs {
  [argument: string]: unknown;
  /** Properties that a resource gets over its own, by its name in the stack. */
  override?: Record<string, object>;
  /** A second integration, on a vault in access policy mode that is there. */
  shared?: boolean;
}

/** One resource of the stack, and how each operation meets it alone. */
export interface ResourceRow {
  name: string;
  /** Its name in the stack. */
  logicalName: string;
  /** What switches it on; left out: it is there whenever the stack is, and is deleted by `pulumi destroy`. */
  option?: { off: ProgramArgs; on: ProgramArgs };
  /** How many resources of azure-native the stack has with it and without it. */
  resources: { present: number; absent: number };
  /** Properties that update it in place; another number is another value. */
  change: (number: number) => object;
  /** The requests that are the operation at Azure. */
  requests: Record<Operation, { service: string; method: string; path: string }>;
  /** Operations that Azure answers before they are done, and the resource that they run on where it is another. */
  longRunning?: { operations: readonly Operation[]; on?: string };
}

const arm = (path: string) => ({
  create: { service: "arm", method: "PUT", path },
  read: { service: "arm", method: "GET", path },
  update: { service: "arm", method: "PUT", path },
  delete: { service: "arm", method: "DELETE", path },
});

const tags = (number: number) => ({ tags: { change: String(number) } });
const description = (number: number) => ({ description: `change ${number}` });

const vault = "/vaults/wandb-vault[0-9a-f]{8}";
const account = "/accounts/wandb-[a-z0-9]{8}";
const assignment = "/providers/Microsoft.Authorization/roleAssignments/[^/]+$";

const network = (subscription: string) =>
  `${subscription}/resourceGroups/rg-network/providers/Microsoft.Network`;
/** Number 0 is what is deployed first; changes alternate between 1 and 2, so that none of them is what is there already. */
const alternating = (number: number) => (number === 0 ? 0 : 1 + (number % 2));
const zone = (subscription: string, number: number) => ({
  name: "zone-0",
  privateDnsZoneId: `${network(subscription)}/privateDnsZones/zone-${alternating(number)}.example`,
});
const workspace = (subscription: string, number: number) =>
  `${subscription}/resourceGroups/rg-network/providers/Microsoft.OperationalInsights/workspaces/workspace-${alternating(number)}`;

/** What every stack of the matrix has: group, account, vault, secret, and the three grants. */
const base = { present: 7, absent: 0 };

/** @param subscription `/subscriptions/ID` */
export function resourceRows(subscription: string): ResourceRow[] {
  const subnetId = `${network(subscription)}/virtualNetworks/hub/subnets/endpoints`;
  const privateEndpoint = { account: { privateEndpoint: { subnetId } } };
  const withZones = {
    account: { privateEndpoint: { subnetId, privateDnsZoneIds: [zone(subscription, 0).privateDnsZoneId] } },
  };
  const sharedVault = "/vaults/kv-policies";
  return [
    {
      name: "resource group",
      logicalName: "group",
      resources: base,
      change: tags,
      requests: arm("^/subscriptions/[^/]+/resourceGroups/rg-proof$"),
      longRunning: { operations: ["delete"] },
    },
    {
      name: "account",
      logicalName: "wandb-account",
      resources: base,
      change: tags,
      requests: arm(`${account}$`),
      longRunning: { operations: ["create", "update", "delete"] },
    },
    { name: "vault", logicalName: "wandb-vault", resources: base, change: tags, requests: arm(`${vault}$`) },
    {
      name: "secret",
      logicalName: "wandb-secret",
      resources: base,
      change: tags,
      requests: {
        ...arm(`${vault}/secrets/wandb-api-key$`),
        // azure-native deletes secrets through the vault's data plane.
        delete: { service: "keyvault", method: "DELETE", path: "^/secrets/wandb-api-key$" },
      },
    },
    {
      name: "officer's role assignment",
      logicalName: "wandb-secrets-officer-deployer",
      resources: base,
      change: description,
      requests: arm(`${vault}${assignment}`),
    },
    {
      name: "identity's role assignment",
      logicalName: "wandb-identity",
      resources: base,
      change: description,
      requests: arm(`${vault}/secrets/wandb-api-key${assignment}`),
    },
    {
      name: "team member's role assignment",
      logicalName: "wandb-team-member-ada",
      resources: base,
      change: description,
      requests: arm(`${account}${assignment}`),
    },
    {
      name: "model deployment",
      logicalName: "wandb-deployment-one",
      option: {
        off: {},
        on: { account: { deployments: [{ name: "one", model: "gpt-4.1-mini", version: "2025-04-14" }] } },
      },
      resources: { present: 8, absent: 7 },
      change: (number) => ({ sku: { name: "Standard", capacity: (number % 50) + 1 } }),
      requests: arm(`${account}/deployments/one$`),
      longRunning: { operations: ["create", "update"], on: `${account}$` },
    },
    {
      name: "private endpoint",
      logicalName: "wandb-account-endpoint",
      option: { off: {}, on: privateEndpoint },
      resources: { present: 8, absent: 7 },
      change: tags,
      requests: arm("/privateEndpoints/[^/]+$"),
    },
    {
      name: "DNS zone group",
      logicalName: "wandb-account-dns",
      option: { off: privateEndpoint, on: withZones },
      resources: { present: 9, absent: 8 },
      change: (number) => ({ privateDnsZoneConfigs: [zone(subscription, number)] }),
      requests: arm("/privateDnsZoneGroups/default$"),
    },
    {
      name: "diagnostic setting",
      logicalName: "wandb-account-diagnostics",
      // The vault has one too.
      option: { off: {}, on: { diagnosticsWorkspaceId: workspace(subscription, 0) } },
      resources: { present: 9, absent: 7 },
      change: (number) => ({ workspaceId: workspace(subscription, number) }),
      requests: arm(`${account}/providers/Microsoft.Insights/diagnosticSettings/[^/]+$`),
    },
    {
      name: "lock",
      logicalName: "wandb-account-lock",
      option: { off: {}, on: { deleteLock: true } },
      resources: { present: 9, absent: 7 },
      change: (number) => ({ notes: `change ${number}` }),
      requests: arm(`${account}/providers/Microsoft.Authorization/locks/[^/]+$`),
    },
    {
      name: "access policy",
      logicalName: "shared-identity",
      option: { off: {}, on: { shared: true } },
      resources: { present: 8, absent: 7 },
      // Its vault and its principal are who it is: what can change is what is permitted.
      change: (number) => ({ permissions: number % 2 === 0 ? ["get", "list"] : ["get"] }),
      requests: {
        create: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/replace$` },
        read: { service: "arm", method: "GET", path: `${sharedVault}$` },
        update: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/replace$` },
        delete: { service: "arm", method: "PUT", path: `${sharedVault}/accessPolicies/remove$` },
      },
    },
  ];
}

export interface FaultRow {
  name: string;
  /** Whether trying again gets over it, so that the operation has to succeed. */
  passes: boolean;
  /** What the local Azure is told, besides which requests are met. */
  fault?: Omit<Fault, "service" | "method" | "path">;
  /** Settings of the local Azure in place of a fault. */
  settings?: object;
  /** What the error has to say; left out: the operation has no error to say. */
  says?: RegExp;
  /** Why there is no such case; undefined: there is one. */
  notFor?: (resource: ResourceRow, operation: Operation) => string | undefined;
}

const error = (status: number, code: string, message: string) => ({ status, code, message });
const throttled = error(429, "TooManyRequests", "Too many requests. Please try again later.");
const broken = error(500, "InternalServerError", "The server encountered an error.");
const busy = error(503, "ServiceUnavailable", "The service is temporarily unavailable.");

/** Longer than the providers of the matrix wait for an answer; then the connection ends. */
const silence = { delayMs: 5000, reset: true };

const readsOnly = (_: ResourceRow, operation: Operation) =>
  operation === "read" ? "a read changes nothing: the same as a reset or a time-out" : undefined;

/** There is a case of one operation on one resource alone. */
const unless =
  (resource: string, only: Operation, reason: string) =>
  ({ name }: ResourceRow, operation: Operation) =>
    name === resource && operation === only ? undefined : reason;

export const faultRows: readonly FaultRow[] = [
  {
    name: "429 with Retry-After, once",
    passes: true,
    fault: { ...throttled, headers: { "retry-after": "1" }, count: 1 },
  },
  {
    name: "429 with Retry-After, lasting",
    passes: false,
    fault: { ...throttled, headers: { "retry-after": "0" } },
    says: /Status=429 Code="TooManyRequests"/,
  },
  { name: "500, twice", passes: true, fault: { ...broken, count: 2 } },
  { name: "500, lasting", passes: false, fault: broken, says: /Status=500 Code="InternalServerError"/ },
  { name: "503, twice", passes: true, fault: { ...busy, count: 2 } },
  { name: "503, lasting", passes: false, fault: busy, says: /Status=503 Code="ServiceUnavailable"/ },
  { name: "reset, twice", passes: true, fault: { reset: true, count: 2 } },
  {
    name: "reset, lasting",
    passes: false,
    fault: { reset: true },
    says: /(GET|PUT|DELETE) https:\S+ failed: /,
  },
  {
    name: "reset once Azure has done it",
    passes: true,
    fault: { reset: true, after: true, count: 1 },
    notFor: readsOnly,
  },
  {
    name: "reset each time Azure has done it",
    passes: false,
    fault: { reset: true, after: true },
    says: /(GET|PUT|DELETE) https:\S+ failed: /,
    notFor: readsOnly,
  },
  { name: "time-out, once", passes: true, fault: { ...silence, count: 1 } },
  {
    name: "time-out, lasting",
    passes: false,
    fault: silence,
    says: /(GET|PUT|DELETE) https:\S+ failed: .*timeout/,
  },
  {
    name: "time-out once Azure has done it",
    passes: true,
    fault: { ...silence, after: true, count: 1 },
    notFor: readsOnly,
  },
  {
    name: "long-running operation fails",
    passes: false,
    fault: { operation: "Failed", count: 1, code: "InternalServerError", message: "no capacity" },
    says: /Code="InternalServerError" Message="no capacity"/,
    notFor: ({ longRunning }, operation) =>
      longRunning?.operations.includes(operation) ? undefined : "done when it is answered",
  },
  {
    name: "slow role propagation",
    passes: false,
    settings: { propagation: { seconds: 0, checks: 1 } },
    says: /ForbiddenByRbac/,
    notFor: unless(
      "secret",
      "delete",
      "of the control plane: role assignments of the stack are not asked for",
    ),
  },
  {
    name: "slow replication of the identity",
    passes: true,
    settings: { replication: { seconds: 3600 } },
    notFor: unless("identity's role assignment", "create", "of a principal that is known for long"),
  },
  {
    name: "403",
    passes: false,
    fault: error(403, "AuthorizationFailed", "The client does not have authorization to perform the action."),
    says: /Status=403 Code="AuthorizationFailed"/,
  },
];

export interface FaultCase {
  resource: ResourceRow;
  operation: Operation;
  fault: FaultRow;
}

export const caseName = ({ resource, operation, fault }: FaultCase): string =>
  `${resource.name}, ${operation}, ${fault.name}`;

/** Every case that there is. */
export function faultCases(subscription: string): FaultCase[] {
  return resourceRows(subscription).flatMap((resource) =>
    operations.flatMap((operation) =>
      faultRows
        .filter(({ notFor }) => !notFor?.(resource, operation))
        .map((fault) => ({ resource, operation, fault })),
    ),
  );
}
