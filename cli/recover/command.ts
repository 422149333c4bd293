/**
 * `recover`: for a deployment that was interrupted, or whose responses from Azure were lost. Azure may have created resources that
 * the next `pulumi up` would create again, which azure-native refuses ("cannot create already existing resource"). The command
 * looks for each of them: existing resources are imported into the state, other pending creations are removed from it. So is a secret
 * or a deployment that was deleted outside Pulumi, on which azure-native's refresh fails.
 */
import { previewExistingVariable } from "../../components/ownership/previewExisting";
import { completeCommands } from "../deployment/completeCommands";
import type { StackOptions } from "../deployment/stackOptions";
import { requireSubscription } from "../deployment/subscription";
import type { SubscriptionOptions } from "../deployment/subscription";
import { UserError } from "../errors";
import { createOutput } from "../output";
import type { Output } from "../output";
import {
  exportState,
  folderArguments,
  readState,
  runPulumi,
  stackArguments,
  stackVariables,
  updateHistory,
} from "../pulumi/runPulumi";
import { logicalName, parseState } from "../pulumi/state";
import { stateWriter } from "../pulumi/stateWriter";
import type { StateWriter } from "../pulumi/stateWriter";
import { azureResources } from "./azureResources";
import type { AzureResources } from "./azureResources";
import { failingSince, succeededAt } from "./failedUpdates";
import { recordedResources, withoutResources } from "./missingResources";
import { separateOwned, taintedResources } from "./owners";
import type { Refused } from "./owners";
import { hasEncryptedIds, liveUrns, pendingCreates, withImportedPending } from "./pendingCreates";
import { plannedCreates, withImportedPlanned } from "./plannedCreates";
import type { GeneratedName, PlannedCreate } from "./plannedCreates";
import { replacementsToRevert, withReverted } from "./revertedReplacements";

export interface RecoverOptions extends SubscriptionOptions, StackOptions {
  unlock?: boolean;
  json?: boolean;
}

interface Recovery {
  azure: AzureResources;
  subscriptionId: string;
  stack: StackOptions;
  writer: StateWriter;
}

/** URNs by what happened to the resources. */
interface Report extends Recovered {
  /** Kept, where a failed deployment was to replace them. */
  reverted: string[];
  /** Files with the states that were replaced. */
  backups: string[];
}

interface Recovered {
  /** Imported into the state. */
  adopted: string[];
  /** Pending creations, and resources of the state, that do not exist in Azure. */
  forgotten: string[];
  /** Resources that exist in Azure and were not imported. */
  refused: Refused[];
}

/** A reverted replacement changes what the next preview plans for what depends on it. */
const maxPreviews = 5;

/** @throws UserError if the state is locked, or cannot be read or written, and at the end if a resource has another owner. */
export async function recover(options: RecoverOptions): Promise<void> {
  const { unlock, json: _json, ...stack } = options;
  const output = createOutput(options);
  const subscriptionId = requireSubscription(options);
  if (unlock) {
    const args = ["cancel", "--yes", ...(stack.stack ? [stack.stack] : []), ...folderArguments(stack)];
    await runPulumi(args, "remove the lock", stackVariables(stack));
    output.print("✔ Removed the lock of the interrupted deployment");
  }
  const backups: string[] = [];
  const writer = stateWriter(stack, ({ file, command }) => {
    backups.push(file);
    output.print(`✔ Saved the state before the change. To restore it, run: ${command}`);
  });
  const azure = await azureResources();
  try {
    const recovery = { azure, subscriptionId, stack, writer };
    const pending = await recoverPending(recovery);
    const missing = await forgetMissing(recovery);
    output.print("Running pulumi preview to find planned creations that exist in Azure …");
    const reverted = await revertReplacements(recovery);
    const planned = await recoverPlanned(recovery);
    report(
      {
        backups,
        reverted,
        adopted: [...pending.adopted, ...planned.adopted],
        forgotten: [...pending.forgotten, ...missing.filter((urn) => !planned.adopted.includes(urn))],
        // What was refused as a pending creation is a planned one now.
        refused: [
          ...pending.refused.filter(({ id }) => !planned.refused.some((other) => other.id === id)),
          ...planned.refused,
          ...taintedResources(await exportState(stack)),
        ],
      },
      output,
      stack,
    );
  } finally {
    await azure.close();
  }
}

function report(
  { backups, reverted, adopted, forgotten, refused }: Report,
  output: Output,
  stack: StackOptions,
): void {
  const complete = (text: string) => completeCommands(text, stack);
  output.emit("recovered", { reverted, adopted, forgotten, refused, backups });
  if (reverted.length + adopted.length + forgotten.length + refused.length === 0) {
    output.print(
      complete("✔ No creation is pending, and no planned creation exists in Azure. Run npx pulumi up."),
    );
    return;
  }
  reverted.forEach((urn) =>
    output.print(`✔ ${logicalName(urn)} stays, and the next update deletes what was to replace it`),
  );
  adopted.forEach((urn) => output.print(`✔ Imported ${logicalName(urn)} into the state`));
  forgotten.forEach((urn) =>
    output.print(`✔ ${logicalName(urn)} does not exist; the next pulumi up creates it`),
  );
  if (refused.length > 0) {
    const lines = refused.map(({ urn, id, reason }) => `✖ ${logicalName(urn)} (${id}): ${complete(reason)}`);
    throw new UserError(["Azure has resources that were not imported into the state:", ...lines], 1);
  }
  output.print("", complete("Run npx pulumi up to continue."));
}

/** Recovers the creations that the state has as pending. */
async function recoverPending({ azure, subscriptionId, stack, writer }: Recovery): Promise<Recovered> {
  const state = await exportState(stack);
  // What is imported stays encrypted: only the IDs are computed from the decrypted state.
  const readable = hasEncryptedIds(state) ? await readState(stack, "decrypted") : state;
  const pending = pendingCreates(readable, subscriptionId);
  if (pending.length === 0) {
    return { adopted: [], forgotten: [], refused: [] };
  }
  // Pulumi keeps a pending creation even if a later update has created the resource.
  const live = liveUrns(state);
  const lost = pending.filter(({ urn }) => !live.has(urn));
  const existing = [];
  for (const { urn, id, apiVersion } of lost) {
    const found = id === undefined ? undefined : await azure.find(id, apiVersion);
    if (id !== undefined && found) {
      existing.push({ urn, id, ...found });
    }
  }
  const { free, refused } = separateOwned(state, existing, succeededAt(await updateHistory(stack)));
  await writer.write(state, withImportedPending(state, free));
  const exists = new Set(urnsOf(existing));
  return { adopted: urnsOf(free), forgotten: urnsOf(lost).filter((urn) => !exists.has(urn)), refused };
}

/** Removes resources that were deleted outside Pulumi from the state, where no refresh can. @returns Their URNs. */
async function forgetMissing({ azure, stack, writer }: Recovery): Promise<string[]> {
  const state = await exportState(stack);
  const missing: string[] = [];
  for (const { urn, id, apiVersion } of recordedResources(state)) {
    if (!(await azure.find(id, apiVersion))) {
      missing.push(urn);
    }
  }
  if (missing.length > 0) {
    await writer.write(state, withoutResources(state, missing));
  }
  return missing;
}

const urnsOf = (creates: readonly { urn: string }[]) => creates.map(({ urn }) => urn);

/** Reverts replacements that a failed deployment has begun, and the program no longer asks for. @returns URNs. */
async function revertReplacements(recovery: Recovery): Promise<string[]> {
  const { subscriptionId, stack, writer } = recovery;
  const reverted: string[] = [];
  for (let previews = 0; previews < maxPreviews; previews++) {
    const state = await exportState(stack);
    if (!parseState(state).deployment.resources?.some((resource) => resource.delete)) {
      break;
    }
    const former = replacementsToRevert(await previewExisting(stack), state, subscriptionId);
    if (former.length === 0) {
      break;
    }
    await writer.write(state, withReverted(state, former));
    reverted.push(...urnsOf(former));
  }
  return reverted;
}

/** @returns What `pulumi preview --json` prints. @throws UserError if the preview fails. */
function previewExisting(stack: StackOptions): Promise<string> {
  const args = ["preview", "--json", ...stackArguments(stack)];
  const variables = { ...stackVariables(stack), [previewExistingVariable]: "true" };
  return runPulumi(args, undefined, variables).catch(() => {
    throw new UserError(
      "pulumi preview fails, so that the planned creations are not known. Run it to see why, then run this command again.",
    );
  });
}

/** Recovers the creations that Pulumi treats as failed. */
async function recoverPlanned(recovery: Recovery): Promise<Pick<Recovered, "adopted" | "refused">> {
  const { subscriptionId, stack, writer } = recovery;
  // Before the preview, so that a deployment between both is noticed.
  const state = await exportState(stack);
  const preview = await previewExisting(stack);
  const existing = [];
  for (const create of plannedCreates(preview, state, subscriptionId)) {
    const found = await findPlanned(create, state, recovery);
    if (found) {
      existing.push({ ...create, ...found });
    }
  }
  if (existing.length === 0) {
    return { adopted: [], refused: [] };
  }
  const history = await updateHistory(stack);
  const { free, refused } = separateOwned(state, existing, failingSince(history) ?? succeededAt(history));
  if (free.length > 0) {
    await writer.write(state, withImportedPlanned(state, free));
  }
  return { adopted: urnsOf(free), refused };
}

/** Finds a planned resource in Azure. @returns Its ID and its date; undefined if it does not exist. */
async function findPlanned(
  { id, apiVersion, generatedName }: PlannedCreate,
  state: string,
  recovery: Recovery,
): Promise<{ id: string; createdAt?: number | undefined } | undefined> {
  if (generatedName) {
    const found = await findByGeneratedName(generatedName, state, recovery);
    return found === undefined ? undefined : { id: found };
  }
  const found = await recovery.azure.find(id, apiVersion);
  return found && { id, ...found };
}

/**
 * Finds a resource whose name a failed deployment generated: its name matches, it is not in the state, and it was not created before
 * that deployment.
 * @throws UserError if there are several.
 */
async function findByGeneratedName(
  { pattern, resourceGroup, resourceType }: GeneratedName,
  state: string,
  { azure, stack }: Recovery,
): Promise<string | undefined> {
  const since = failingSince(await updateHistory(stack));
  if (since === undefined) {
    return undefined;
  }
  const { resources = [] } = parseState(state).deployment;
  const idsInState = new Set(resources.map(({ id }) => id?.toLowerCase()));
  const candidates = (await azure.list(resourceGroup, resourceType)).filter(
    ({ id, name, createdTime }) =>
      pattern.test(name) && !idsInState.has(id.toLowerCase()) && Date.parse(createdTime) >= since,
  );
  if (candidates.length > 1) {
    const names = candidates.map(({ name }) => name).join(", ");
    throw new UserError(
      `Azure has several ${resourceType} that the deployment may have created: ${names}. Delete all but one, then run this command again.`,
    );
  }
  return candidates[0]?.id;
}
