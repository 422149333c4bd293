/**
 * `recover`: for a deployment that was interrupted, or whose responses from Azure were lost. Azure may have created resources that
 * the next `pulumi up` would create again, which azure-native refuses ("cannot create already existing resource"). The command
 * looks for each of them: existing resources are imported into the state, other pending creations are removed from it. So is a secret
 * or a deployment that was deleted outside Pulumi, on which azure-native's refresh fails.
 */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { requireSubscription } from "../deployment/subscription";
import type { SubscriptionOptions } from "../deployment/subscription";
import { UserError } from "../errors";
import { createOutput } from "../output";
import type { Output } from "../output";
import { exportState, runPulumi, stackArguments } from "../pulumi/runPulumi";
import { logicalName, parseState } from "../pulumi/state";
import { azureResources } from "./azureResources";
import type { AzureResources } from "./azureResources";
import { failingSince } from "./failedUpdates";
import { recordedResources, withoutResources } from "./missingResources";
import { pendingCreates, withImportedPending } from "./pendingCreates";
import type { PendingCreate } from "./pendingCreates";
import { plannedCreates, withImportedPlanned } from "./plannedCreates";
import type { GeneratedName, PlannedCreate } from "./plannedCreates";

export interface RecoverOptions extends SubscriptionOptions {
  stack?: string;
  unlock?: boolean;
  json?: boolean;
}

interface Recovery {
  azure: AzureResources;
  subscriptionId: string;
  stack: string | undefined;
}

/** URNs by what happened to the resources. */
interface Recovered {
  /** Imported into the state. */
  adopted: string[];
  /** Pending creations, and resources of the state, that do not exist in Azure. */
  forgotten: string[];
}

/** @throws UserError if the state is locked, or cannot be read or written. */
export async function recover(options: RecoverOptions): Promise<void> {
  const { stack, unlock } = options;
  const output = createOutput(options);
  const subscriptionId = requireSubscription(options);
  if (unlock) {
    await runPulumi(["cancel", "--yes", ...(stack ? [stack] : [])], "remove the lock");
    output.print("✔ Removed the lock of the interrupted deployment");
  }
  const azure = await azureResources();
  try {
    const recovery = { azure, subscriptionId, stack };
    const pending = await recoverPending(recovery);
    const missing = await forgetMissing(recovery);
    output.print("Running pulumi preview to find planned creations that exist in Azure …");
    const planned = await recoverPlanned(recovery);
    report(
      {
        adopted: [...pending.adopted, ...planned],
        forgotten: [...pending.forgotten, ...missing.filter((urn) => !planned.includes(urn))],
      },
      output,
    );
  } finally {
    await azure.close();
  }
}

function report({ adopted, forgotten }: Recovered, output: Output): void {
  output.emit("recovered", { adopted, forgotten });
  if (adopted.length + forgotten.length === 0) {
    output.print("✔ No creation is pending, and no planned creation exists in Azure. Run npx pulumi up.");
    return;
  }
  adopted.forEach((urn) => output.print(`✔ Imported ${logicalName(urn)} into the state`));
  forgotten.forEach((urn) =>
    output.print(`✔ ${logicalName(urn)} does not exist; the next pulumi up creates it`),
  );
  output.print("\nRun npx pulumi up to continue.");
}

/** Recovers the creations that the state has as pending. */
async function recoverPending({ azure, subscriptionId, stack }: Recovery): Promise<Recovered> {
  const state = await exportState(stack);
  const pending = pendingCreates(state, subscriptionId);
  if (pending.length === 0) {
    return { adopted: [], forgotten: [] };
  }
  const existing: PendingCreate[] = [];
  for (const create of pending) {
    if (create.id !== undefined && (await azure.exists(create.id, create.apiVersion))) {
      existing.push(create);
    }
  }
  await writeState(withImportedPending(state, existing), stack);
  const missing = pending.filter((create) => !existing.includes(create));
  return { adopted: urnsOf(existing), forgotten: urnsOf(missing) };
}

/** Removes resources that were deleted outside Pulumi from the state, where no refresh can. @returns Their URNs. */
async function forgetMissing({ azure, stack }: Recovery): Promise<string[]> {
  const state = await exportState(stack);
  const missing: string[] = [];
  for (const { urn, id, apiVersion } of recordedResources(state)) {
    if (!(await azure.exists(id, apiVersion))) {
      missing.push(urn);
    }
  }
  if (missing.length > 0) {
    await writeState(withoutResources(state, missing), stack);
  }
  return missing;
}

const urnsOf = (creates: readonly { urn: string }[]) => creates.map(({ urn }) => urn);

/** Recovers the creations that Pulumi treats as failed. @returns URNs of the imported resources. */
async function recoverPlanned(recovery: Recovery): Promise<string[]> {
  const { subscriptionId, stack } = recovery;
  const preview = await runPulumi(["preview", "--json", ...stackArguments(stack)]).catch(() => {
    throw new UserError(
      "pulumi preview fails, so that the planned creations are not known. Run it to see why, then run this command again.",
    );
  });
  const state = await exportState(stack);
  const existing: PlannedCreate[] = [];
  for (const create of plannedCreates(preview, state, subscriptionId)) {
    const id = await existingId(create, state, recovery);
    if (id) {
      existing.push({ ...create, id });
    }
  }
  if (existing.length > 0) {
    await writeState(withImportedPlanned(state, existing), stack);
  }
  return urnsOf(existing);
}

/** Returns the ID of a planned resource that exists in Azure; undefined if it does not exist. */
async function existingId(
  { id, apiVersion, generatedName }: PlannedCreate,
  state: string,
  recovery: Recovery,
): Promise<string | undefined> {
  if (generatedName) {
    return findByGeneratedName(generatedName, state, recovery);
  }
  return (await recovery.azure.exists(id, apiVersion)) ? id : undefined;
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
  const history = ["stack", "history", "--json", ...stackArguments(stack)];
  const since = failingSince(await runPulumi(history, "read the history"));
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

/** Writes the state through a file that only this user can read. */
async function writeState(state: string, stack: string | undefined): Promise<void> {
  const directory = fs.mkdtempSync(path.join(tmpdir(), "azure-openai-wandb-"));
  const file = path.join(directory, "state.json");
  try {
    fs.writeFileSync(file, state, { mode: 0o600 });
    await runPulumi(["stack", "import", "--file", file, ...stackArguments(stack)], "write the stack's state");
  } catch (error) {
    const { message } = error as Error;
    throw message.includes("locked")
      ? new UserError(
          `${message}\n  If the deployment that holds the lock was interrupted, run this command with --unlock.`,
        )
      : error;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
