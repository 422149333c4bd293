/**
 * `recover`: after a deployment was killed. A creation that was under way may have ended in Azure, and Pulumi would create it
 * again, which azure-native refuses ("cannot create already existing resource"). Each is looked up by its known name: what is
 * there is taken into the state, what is not is forgotten. Then a plain `pulumi up` goes on.
 */
import * as fs from "node:fs";
import { tmpdir } from "node:os";
import * as path from "node:path";
import { EnvHttpProxyAgent, fetch } from "undici";
import { signIn } from "../azure/signIn";
import { UserError } from "../failure";
import { createOutput } from "../output";
import { pulumi } from "../pulumi";
import { requireSubscription } from "../target";
import { pendingCreates, withAdopted } from "./pendingCreates";
import type { PendingCreate } from "./pendingCreates";

export interface RecoverOptions {
  stack?: string;
  subscription?: string;
  unlock?: boolean;
  json?: boolean;
}

const arm = "https://management.azure.com";

/** @throws UserError where the state is locked, or cannot be read or written. */
export async function recover(options: RecoverOptions): Promise<void> {
  const output = createOutput(options);
  const subscriptionId = requireSubscription(options);
  const which = options.stack ? ["--stack", options.stack] : [];
  if (options.unlock) {
    await pulumi(["cancel", "--yes", ...(options.stack ? [options.stack] : [])], "take the lock away");
    output.say("✔ The lock of the deployment that was killed is taken away");
  }
  const state = await pulumi(["stack", "export", ...which]);
  const pending = pendingCreates(state, subscriptionId);
  if (pending.length === 0) {
    output.emit("recovered", { adopted: [], forgotten: [] });
    output.say("✔ No creation is pending: run `npx pulumi up`.");
    return;
  }
  const there = await existing(pending);
  const gone = pending.filter((one) => !there.includes(one));
  await writeState(withAdopted(state, there), which);
  const urns = (list: readonly PendingCreate[]) => list.map(({ urn }) => urn);
  output.emit("recovered", { adopted: urns(there), forgotten: urns(gone) });
  there.forEach(({ urn }) => output.say(`✔ Azure has ${urn.split("::").at(-1)}: it is in the state now`));
  gone.forEach(({ urn }) => output.say(`✔ ${urn.split("::").at(-1)} was not made: it will be`));
  output.say("\nRun `npx pulumi up` to go on.");
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

/** Those that Azure has. */
async function existing(pending: readonly PendingCreate[]): Promise<PendingCreate[]> {
  const credential = await signIn(`${arm}/.default`);
  const token = (await credential.getToken(`${arm}/.default`))!.token;
  const dispatcher = new EnvHttpProxyAgent();
  const found: PendingCreate[] = [];
  try {
    for (const one of pending.filter(({ id }) => id !== undefined)) {
      const url = `${arm}${one.id!}?api-version=${one.apiVersion}`;
      const { status } = await fetch(url, { dispatcher, headers: { authorization: `Bearer ${token}` } });
      if (status < 300) {
        found.push(one);
      } else if (status !== 404) {
        throw new UserError(
          `Azure does not say whether ${one.id} is there: ${status}. Sign in with a right to read it.`,
        );
      }
    }
  } finally {
    await dispatcher.close();
  }
  return found;
}
