/**
 * `recover`: after a deployment was killed, or Azure's answers were lost. What was being created may be there in Azure, and Pulumi
 * would create it again, which azure-native refuses ("cannot create already existing resource"). Each is looked up: what is there
 * is taken into the state, what is not is forgotten. Then a plain `pulumi up` goes on.
 */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { UserError } from "../failure";
import { createOutput } from "../output";
import { pulumi } from "../pulumi";
import { requireSubscription } from "../target";
import { lookUpAzure } from "./azureLookUp";
import type { AzureLookUp } from "./azureLookUp";
import { pendingCreates, withAdopted } from "./pendingCreates";
import type { PendingCreate, State } from "./pendingCreates";
import { failingSince, plannedCreates, withPlanned } from "./plannedCreates";
import type { PlannedCreate } from "./plannedCreates";

export interface RecoverOptions {
  stack?: string;
  subscription?: string;
  unlock?: boolean;
  json?: boolean;
}

interface Recovered {
  /** URNs of what was taken into the state, and of creations that were not made. */
  adopted: string[];
  forgotten: string[];
}

/** @throws UserError where the state is locked, or cannot be read or written. */
export async function recover(options: RecoverOptions): Promise<void> {
  const output = createOutput(options);
  const subscriptionId = requireSubscription(options);
  const which = options.stack ? ["--stack", options.stack] : [];
  if (options.unlock) {
    await pulumi(["cancel", "--yes", ...(options.stack ? [options.stack] : [])], "take the lock away");
    output.say("✔ The lock of the deployment that was killed is taken away");
  }
  const azure = await lookUpAzure();
  let pending: Recovered;
  let planned: string[];
  try {
    pending = await recoverPending(azure, subscriptionId, which);
    output.say("Asking `pulumi preview` what it would create, to look for it in Azure …");
    planned = await recoverPlanned(azure, subscriptionId, which);
  } finally {
    await azure.close();
  }
  const adopted = [...pending.adopted, ...planned];
  output.emit("recovered", { adopted, forgotten: pending.forgotten });
  if (adopted.length + pending.forgotten.length === 0) {
    output.say(
      "✔ No creation is pending, and Azure has nothing that would be created again: run `npx pulumi up`.",
    );
    return;
  }
  const name = (urn: string) => urn.split("::").at(-1)!;
  adopted.forEach((urn) => output.say(`✔ Azure has ${name(urn)}: it is in the state now`));
  pending.forgotten.forEach((urn) => output.say(`✔ ${name(urn)} was not made: it will be`));
  output.say("\nRun `npx pulumi up` to go on.");
}

/** Creations that Pulumi began and does not know the end of. */
async function recoverPending(
  azure: AzureLookUp,
  subscriptionId: string,
  which: string[],
): Promise<Recovered> {
  const state = await pulumi(["stack", "export", ...which]);
  const pending = pendingCreates(state, subscriptionId);
  if (pending.length === 0) {
    return { adopted: [], forgotten: [] };
  }
  const there: PendingCreate[] = [];
  for (const one of pending) {
    if (one.id !== undefined && (await azure.has(one.id, one.apiVersion!))) {
      there.push(one);
    }
  }
  await writeState(withAdopted(state, there), which);
  const urns = (list: readonly PendingCreate[]) => list.map(({ urn }) => urn);
  return { adopted: urns(there), forgotten: urns(pending.filter((one) => !there.includes(one))) };
}

/** Creations that Pulumi takes for failed ones, and would begin again. */
async function recoverPlanned(
  azure: AzureLookUp,
  subscriptionId: string,
  which: string[],
): Promise<string[]> {
  const preview = await pulumi(["preview", "--json", ...which], "preview the stack").catch(() => {
    throw new UserError(
      "`pulumi preview` fails, so that what it would create is not known: see what it says, and run this command again.",
    );
  });
  const state = await pulumi(["stack", "export", ...which]);
  const planned = plannedCreates(preview, state, subscriptionId);
  const there: PlannedCreate[] = [];
  for (const one of planned) {
    const id = one.madeUp
      ? await madeUpBefore(one.madeUp, azure, state, which)
      : (await azure.has(one.id, one.apiVersion))
        ? one.id
        : undefined;
    if (id) {
      there.push({ ...one, id });
    }
  }
  if (there.length > 0) {
    await writeState(withPlanned(state, there), which);
  }
  return there.map(({ urn }) => urn);
}

/**
 * A resource whose name was made up in a deployment that failed: no state has it, it is named like this one, and was made no earlier
 * than that deployment.
 * @throws UserError where there are several.
 */
async function madeUpBefore(
  madeUp: NonNullable<PlannedCreate["madeUp"]>,
  azure: AzureLookUp,
  state: string,
  which: string[],
): Promise<string | undefined> {
  const since = failingSince(await pulumi(["stack", "history", "--json", ...which], "read the history"));
  if (since === undefined) {
    return undefined;
  }
  const { resources = [] } = (JSON.parse(state) as State).deployment;
  const known = new Set(resources.map(({ id }) => id?.toLowerCase()));
  const found = (await azure.list(madeUp.resourceGroup, madeUp.resourceType)).filter(
    ({ id, name, createdTime }) =>
      madeUp.name.test(name) && !known.has(id.toLowerCase()) && Date.parse(createdTime) >= since,
  );
  if (found.length > 1) {
    throw new UserError(
      `Azure has more than one ${madeUp.resourceType} that the deployment may have made: ` +
        `${found.map(({ name }) => name).join(", ")}. Delete all but one, and run this command again.`,
    );
  }
  return found[0]?.id;
}

/** Through a file that nobody else reads: the state's secrets are encrypted, its names are nobody's business. */
async function writeState(state: string, which: string[]): Promise<void> {
  const directory = fs.mkdtempSync(path.join(tmpdir(), "azure-openai-wandb-"));
  const file = path.join(directory, "state.json");
  try {
    fs.writeFileSync(file, state, { mode: 0o600 });
    await pulumi(["stack", "import", "--file", file, ...which], "write the stack's state");
  } catch (error) {
    const { message } = error as Error;
    throw /locked/.test(message)
      ? new UserError(
          `${message}\n  If the one who holds the lock was killed, run this command with --unlock.`,
        )
      : error;
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
}
