/** What the commands of the failure matrix run in: an account, a job that is over, and a proxy that fails. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { eventsOf, finished, trainingAccount } from "../fineTuningAccount";
import { control } from "../localAzure";
import { startFailingProxy } from "./failingProxy";
import { prepareUpload } from "./failureCommands";
import type { Surroundings } from "./runFailures";

const maxRequestMs = 150;

/** Creates them in this process: its console, its variables and its time-outs are replaced. */
export async function createSurroundings(): Promise<Surroundings & { close: () => Promise<void> }> {
  const { HTTPS_PROXY: localAzure = "", NODE_EXTRA_CA_CERTS: certificates = "" } = process.env;
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "failures-"));
  await control("PUT", "settings", { fineTuning: { filePolls: 0, stepsPerPoll: 12, jobLimit: 100_000 } });
  const account = await trainingAccount();
  const fileId = await prepareUpload(account);
  const { id: doneJob } = await account.client.fineTuning.jobs.create({
    model: "gpt-4.1-mini-2025-04-14",
    training_file: fileId,
    hyperparameters: { n_epochs: 3, batch_size: 1 },
    seed: 1,
    integrations: [{ type: "wandb", wandb: { project: "done" } }],
  });
  await finished(account.client, doneJob);
  const doneEvents = (await eventsOf(account.client, doneJob)).map(({ id }) => id);
  const proxy = await startFailingProxy(localAzure, certificates);
  const variables = { HTTPS_PROXY: proxy.url, https_proxy: proxy.url, XDG_STATE_HOME: directory };
  const before = { ...process.env };
  Object.assign(process.env, variables);
  delete process.env.WANDB_API_KEY;
  let printed: string[] = [];
  const print = (line: unknown) => void printed.push(String(line));
  const spies = [
    jest.spyOn(console, "log").mockImplementation(print),
    jest.spyOn(console, "error").mockImplementation(print),
  ];
  const timeout = AbortSignal.timeout.bind(AbortSignal);
  const timeouts = jest
    .spyOn(AbortSignal, "timeout")
    .mockImplementation((ms) => timeout(Math.min(ms, maxRequestMs * (slowness() || 1))));
  return {
    proxy,
    scene: {
      account,
      names: { resourceGroup: account.group, account: account.account.name!, vault: account.vault.name! },
      fileId,
      doneJob,
      doneEvents,
      directory,
    },
    takePrinted() {
      const lines = printed;
      printed = [];
      return lines;
    },
    async close() {
      [...spies, timeouts].forEach((spy) => spy.mockRestore());
      Object.keys(variables).forEach((name) => delete process.env[name]);
      Object.assign(process.env, before);
      await proxy.close();
      await control("DELETE", "settings");
      fs.rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** How much longer than usual a request may be without a response. Only the kind that never responds needs short ones. */
let factor = 400;
export const setSlowness = (next: number): void => void (factor = next);
const slowness = () => factor;
