/**
 * Who owns a resource in Azure. With two owners in one state, or in the states of two stacks, the removal of one of them deletes the
 * resource of the other.
 */
import { documentationUrl } from "../documentationUrl";
import { logicalName, parseState } from "../pulumi/state";
import { generatedNames, resourceIdRules } from "./resourceIds";

/** What may be imported: a resource that exists in Azure. */
export interface Candidate {
  urn: string;
  id: string;
  /** When Azure has created it, in milliseconds since the epoch, if Azure returns that. */
  createdAt?: number | undefined;
}

/** A resource that must not be imported. */
export interface Refused {
  urn: string;
  id: string;
  /** Why, and what to do. */
  reason: string;
}

interface Owner {
  urn: string;
  isPendingDeletion: boolean;
}

/**
 * Tells the resources that can be imported from those that have an owner.
 * @param state What `pulumi stack export` prints.
 * @param since When the deployments that may have created the resources began, in milliseconds since the epoch, if that is known.
 */
export function separateOwned<Item extends Candidate>(
  state: string,
  candidates: readonly Item[],
  since?: number,
): { free: Item[]; refused: Refused[] } {
  const owners = ownersIn(state);
  const created = creationsIn(state);
  const free: Item[] = [];
  const refused: Refused[] = [];
  for (const candidate of candidates) {
    const { urn, id, createdAt } = candidate;
    const owner = owners.get(id.toLowerCase());
    const isOlder = createdAt !== undefined && since !== undefined && createdAt < since;
    const vaultCreated = created.get(vaultOf(id));
    // A recovered vault still has its secrets: they are older than the deployment that has recovered it.
    const isInRecoveredVault = vaultCreated !== undefined && since !== undefined && vaultCreated >= since;
    if (owner) {
      refused.push({ urn, id, reason: reasonOfOwner(urn, owner) });
    } else if (isOlder && !isInRecoveredVault) {
      refused.push({ urn, id, reason: reasonOfAge(createdAt) });
    } else {
      free.push(candidate);
      owners.set(id.toLowerCase(), { urn, isPendingDeletion: false });
    }
  }
  return { free, refused };
}

/** Returns the ID of a secret's vault in lower case; empty for anything else. */
const vaultOf = (id: string): string =>
  /^(.*\/vaults\/[^/]+)\/secrets\/[^/]+$/.exec(id.toLowerCase())?.[1] ?? "";

/** When the stack has created its resources, by their IDs in lower case, in milliseconds since the epoch. */
function creationsIn(state: string): Map<string, number> {
  const { resources = [] } = parseState(state).deployment;
  return new Map(
    resources.flatMap(({ id, created, external }) =>
      id !== undefined && created !== undefined && !external
        ? [[id.toLowerCase(), Date.parse(created)] as const]
        : [],
    ),
  );
}

/** Owners by the IDs of their resources, in lower case: Azure compares IDs without case. */
function ownersIn(state: string): Map<string, Owner> {
  const { resources = [] } = parseState(state).deployment;
  const owners = new Map<string, Owner>();
  for (const { urn, id = "", delete: isPendingDeletion = false } of resources) {
    const key = id.toLowerCase();
    if (key.startsWith("/") && (!owners.has(key) || !isPendingDeletion)) {
      owners.set(key, { urn, isPendingDeletion });
    }
  }
  return owners;
}

const sharing = documentationUrl("how-to/share-a-vault-or-an-account");

function reasonOfOwner(urn: string, owner: Owner): string {
  if (owner.isPendingDeletion) {
    return (
      `it is pending deletion in the state (${owner.urn}), as a failed deployment has left it. Leave ${logicalName(urn)} out of the ` +
      "program for one npx pulumi up, which ends the deletion."
    );
  }
  if (owner.urn === urn) {
    return "it is in the state already. Run npx pulumi up.";
  }
  return (
    `the state has it as ${owner.urn}, and with two owners the removal of one deletes it for both. Change the arguments so that one ` +
    `of them has it alone: see ${sharing}. If the program calls ${logicalName(owner.urn)} ` +
    `by another name now, run npx pulumi state rename '${owner.urn}' ${logicalName(urn)}.`
  );
}

const reasonOfAge = (createdAt: number) =>
  `it was created at ${new Date(createdAt).toISOString()}, before the deployments that did not succeed: it belongs to another stack, ` +
  `or was created outside Pulumi. Change the arguments: see ${sharing}. If it belongs to ` +
  `this stack after all, import it: see ${documentationUrl("how-to/adopt")}.`;

/**
 * Resources that the next update is to replace on purpose, though a replacement would have the same ID: azure-native refuses to create
 * what exists. Accounts and vaults get new names.
 */
export const taintedResources = (state: string): Refused[] =>
  (parseState(state).deployment.resources ?? [])
    .filter(({ type, taint }) => taint && type in resourceIdRules && !generatedNames.has(type))
    .map(({ urn, id = "" }) => ({
      urn,
      id,
      reason:
        "the next update is to replace it (pulumi state taint), and azure-native does not create what exists. " +
        `Run npx pulumi state untaint '${urn}', then npx pulumi up.`,
    }));
