import type { AzureOpenAI } from "openai";
import { portalStep } from "../../components/portalStep";
import { completeCommands } from "../deployment/completeCommands";
import { accountPage } from "../deployment/accountPage";
import { findTarget, vaultUrlOf } from "../deployment/target";
import type { Target, TargetOptions } from "../deployment/target";
import { UserError } from "../errors";
import { readIntegration, writeIntegration } from "../openai/assumedIntegration";
import type { WandbIntegration } from "../openai/assumedIntegration";
import { openAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { openPage } from "../openPage";
import { createOutput, printJson, printLines, printNotice } from "../output";
import { isPublicServer, otherServer } from "../wandb/server";
import { portalLines, portalSteps } from "./portalSteps";

export interface LinkOptions extends TargetOptions {
  open?: boolean;
  assumedEndpoint?: boolean;
  json?: boolean;
}

/** What the portal asks for, and its page. */
export interface LinkValues {
  /** URL of the account's page. */
  portalUrl: string;
  vaultUrl: string;
  secretName: string;
}

/** Returns the values to enter in the portal. */
export const linkValues = (target: Target): LinkValues => ({
  portalUrl: accountPage(target),
  vaultUrl: vaultUrlOf(target),
  secretName: target.secretName,
});

/** Shows how to configure the W&B integration in the Azure portal: the one step without a public API. */
export async function link(options: LinkOptions): Promise<void> {
  const target = await findTarget(options);
  if (options.assumedEndpoint) {
    await configureByAssumedEndpoint(target, options);
    return;
  }
  if (!isPublicServer()) {
    const [problem, remedy] = otherServer();
    printNotice(`! ${problem}. To use your server, ${remedy}.`);
  }
  const { portalUrl, vaultUrl, secretName } = linkValues(target);
  if (options.json) {
    printJson({ address: portalUrl, vaultUrl, secretName });
  } else {
    printLines(instructions(target, portalUrl).map((line) => completeCommands(line, options)));
  }
  if (options.open) {
    await openPage(portalUrl);
  }
}

async function configureByAssumedEndpoint(target: Target, options: LinkOptions): Promise<void> {
  const { secretName } = target;
  const vaultUrl = vaultUrlOf(target);
  const { client, endpoint } = await openAiClient(options);
  const wanted = { keyVaultUrl: vaultUrl, secretName };
  const before = await configure(client, wanted).catch((error: unknown) => {
    throw toUserError("The W&B integration", endpoint, error);
  });
  const output = createOutput(options);
  output.emit("linked", { endpoint, vaultUrl, secretName });
  output.print(
    `✔ Configured ${endpoint} to read ${secretName} from ${vaultUrl}`,
    "  (through an assumed endpoint, which Azure does not publish)",
  );
  if (before && !isSame(before, wanted)) {
    output.print(`! Before, it read ${before.secretName} from ${before.keyVaultUrl}.`);
  }
}

/**
 * Writes the integration and reads it again: the endpoint has no ETag that would refuse a write over someone else's.
 * @returns What was configured before.
 * @throws UserError if another integration is configured afterwards.
 */
async function configure(
  client: AzureOpenAI,
  wanted: WandbIntegration,
): Promise<WandbIntegration | undefined> {
  const before = await readIntegration(client);
  await writeIntegration(client, wanted);
  const after = await readIntegration(client);
  if (!after || !isSame(after, wanted)) {
    throw new UserError(
      "The W&B integration has other values than those that were written. Check that nobody else configures it, then run the command again.",
      1,
    );
  }
  return before;
}

const withoutSlash = (url: string) => url.replace(/\/$/, "").toLowerCase();
const isSame = (one: WandbIntegration, other: WandbIntegration) =>
  one.secretName === other.secretName && withoutSlash(one.keyVaultUrl) === withoutSlash(other.keyVaultUrl);

const instructions = (target: Target, portalUrl: string): string[] => [
  "Configure the W&B integration in the portal, once per account. This step has no public API.",
  "",
  ...portalLines(
    portalSteps(portalUrl, target.accountName, {
      vaultUrl: vaultUrlOf(target),
      secretName: target.secretName,
    }),
  ),
  "",
  "Until then, Azure can upgrade the account to a Foundry resource. To prevent it: npx azure-openai-wandb doctor --fix",
  `If "${portalStep.button}" is missing, the portal shows its new design, a project's view, or a Foundry resource.`,
];
