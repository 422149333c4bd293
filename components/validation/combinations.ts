/** Arguments that cannot be combined, and those that need each other: a table, and one function over it. */
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import type { ArgumentError } from "./argumentError";

interface Combination {
  propertyPath: string;
  /** Paths of the arguments that it compares. Where one of them is wrong by itself, that alone is reported. */
  compares: readonly string[];
  isWrong: (args: WandbIntegrationArgs) => boolean;
  reason: string;
}

const isSet = (value: unknown) => value !== undefined && value !== null;

/** Reads an argument of the account, the vault or the secret, whatever its type. */
const read = (part: object | undefined, name: string) =>
  (part as Record<string, unknown> | undefined)?.[name];

/** Properties of a new account, vault or secret, which an existing one does not take. */
const ofNewResource = {
  account: [
    "accountName",
    "customSubDomainName",
    "publicNetworkAccess",
    "ipRules",
    "disableLocalAuth",
    "allowedFqdnList",
    "userAssignedIdentities",
    "customerManagedKey",
    "tags",
  ],
  vault: [
    "vaultName",
    "sku",
    "enablePurgeProtection",
    "softDeleteRetentionInDays",
    "publicNetworkAccess",
    "ipRules",
    "tags",
  ],
  secret: ["contentType", "expiresOn", "tags"],
} as const;

const parts = ["account", "vault", "secret"] as const;

const withExisting: Combination[] = parts.flatMap((part) =>
  ofNewResource[part].map((property) => ({
    propertyPath: `${part}.${property}`,
    compares: [`${part}.existing`],
    isWrong: (args: WandbIntegrationArgs) =>
      Boolean(read(args[part], "existing")) && isSet(read(args[part], property)),
    reason: `cannot be combined with ${part}.existing, which is not changed: remove one of them`,
  })),
);

const existingByIdOrName: Combination[] = (["account", "vault"] as const).flatMap((part) => [
  {
    propertyPath: `${part}.existing.name`,
    compares: [`${part}.existing.name`, `${part}.existing.id`],
    isWrong: (args) => {
      const existing = args[part]?.existing;
      return isSet(existing) && isSet(existing?.name) === isSet(existing?.id);
    },
    reason: "or id is needed: set exactly one of them",
  },
  {
    propertyPath: `${part}.existing.resourceGroupName`,
    compares: [`${part}.existing.resourceGroupName`, `${part}.existing.id`],
    isWrong: (args) => isSet(args[part]?.existing?.id) && isSet(args[part]?.existing?.resourceGroupName),
    reason: "cannot be combined with id, which contains it: remove one of them",
  },
]);

const others: Combination[] = [
  {
    propertyPath: "wandbApiKey",
    compares: ["secret.existing"],
    isWrong: ({ secret, wandbApiKey }) => secret?.existing === true && isSet(wandbApiKey),
    reason: "cannot be combined with secret.existing, which holds a key: remove one of them",
  },
  {
    propertyPath: "wandbApiKey",
    compares: ["secret.existing"],
    isWrong: ({ secret, wandbApiKey }) => secret?.existing !== true && !isSet(wandbApiKey),
    reason:
      "is missing or blank: copy the whole key from https://wandb.ai/authorize (or https://forge.coreweave.com/settings) and store it as a secret",
  },
  {
    propertyPath: "secret.existing",
    compares: ["secret.existing", "vault.existing"],
    isWrong: ({ secret, vault }) => secret?.existing === true && !vault?.existing,
    reason: "needs vault.existing: a new vault has no secrets",
  },
  {
    propertyPath: "account.allowedFqdnList",
    compares: ["account.allowedFqdnList", "vault.existing", "vault.vaultName"],
    isWrong: ({ account, vault }) =>
      isSet(account?.allowedFqdnList) && !vault?.existing && !isSet(vault?.vaultName),
    reason:
      "needs vault.vaultName (or vault.existing): the vault's host is one of those that the account must reach",
  },
  {
    propertyPath: "account.customerManagedKey",
    compares: ["account.customerManagedKey", "account.userAssignedIdentities"],
    isWrong: ({ account }) => isSet(account?.customerManagedKey) && !isSet(account?.userAssignedIdentities),
    reason:
      "needs account.userAssignedIdentities: the system-assigned identity has no access to the key when the account is created",
  },
  {
    propertyPath: "deleteLock",
    compares: ["deleteLock", "account.existing", "vault.existing"],
    isWrong: ({ deleteLock, account, vault }) =>
      deleteLock === true && isSet(account?.existing) && isSet(vault?.existing),
    reason: "locks new resources, and account.existing and vault.existing leave none: remove it",
  },
  {
    propertyPath: "account.deployments",
    compares: ["account.deployments"],
    isWrong: (args) => deploymentNames(args).some((name, index, names) => names.indexOf(name) !== index),
    reason: "has the same name twice: give each deployment its own name",
  },
];

const deploymentNames = ({ account }: WandbIntegrationArgs): unknown[] =>
  Array.isArray(account?.deployments)
    ? account.deployments
        .map((deployment) => (deployment as { name?: unknown } | null)?.name)
        .filter((name) => typeof name === "string")
    : [];

export const combinations: readonly Combination[] = [...withExisting, ...existingByIdOrName, ...others];

/**
 * What is wrong with the combination of arguments, each right by itself.
 * @param wrong Arguments that are wrong by themselves: nothing is known of what they would have set.
 */
export const checkCombinations = (
  args: WandbIntegrationArgs,
  wrong: readonly ArgumentError[],
): ArgumentError[] =>
  combinations
    .filter(
      ({ compares, isWrong }) =>
        !compares.some((path) => wrong.some((error) => contains(error, path))) && isWrong(args),
    )
    .map(({ propertyPath, reason }) => ({ propertyPath, reason }));

/** Whether an error is about an argument as a whole, or about what contains it. */
const contains = ({ propertyPath }: ArgumentError, path: string): boolean =>
  path === propertyPath || path.startsWith(`${propertyPath}.`);
