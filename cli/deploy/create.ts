/** Creates a deployment, or finds the same one. */
import { setTimeout as delay } from "node:timers/promises";
import type { Deployment } from "@azure/arm-cognitiveservices";
import { reasonOf, UserError } from "../errors";
import type { DeployAccount } from "./account";
import type { WantedDeployment } from "./options";

const timeoutMs = 60 * 60_000;

interface Creation extends DeployAccount {
  signal: AbortSignal;
  pollSeconds: number;
  /** Called if Azure is still creating the deployment. */
  onWait: () => void;
}

/** @returns Whether the deployment existed. @throws UserError if one of the name differs, or Azure refuses it. */
export async function createOnce(
  wanted: WantedDeployment,
  creation: Creation,
): Promise<{ existed: boolean }> {
  const existing = await find(wanted.name, creation);
  if (existing) {
    requireSame(existing, wanted);
  } else {
    await put(wanted, creation);
  }
  await waitForEnd(wanted, creation);
  return { existed: existing !== undefined };
}

async function find(
  name: string,
  { deployments, resourceGroup, account }: Creation,
): Promise<Deployment | undefined> {
  try {
    return await deployments.get(resourceGroup, account, name);
  } catch (error) {
    const { statusCode, code } = error as { statusCode?: number; code?: string };
    // An account that does not exist is a 404 too.
    if (statusCode === 404 && code !== "ResourceNotFound" && code !== "ResourceGroupNotFound") {
      return undefined;
    }
    throw new UserError(`Cannot read the deployments of ${account}: ${reasonOf(error)}`);
  }
}

function requireSame(
  { properties, sku }: Deployment,
  { name, model, sku: wantedSku, capacity }: WantedDeployment,
): void {
  const differences: [what: string, actual: unknown, wanted: unknown][] = [
    ["model", properties?.model?.name, model],
    ["SKU", sku?.name, wantedSku.name],
    ["capacity", sku?.capacity, capacity],
  ];
  const different = differences.filter(
    ([, actual, wanted]) => String(actual).toLowerCase() !== String(wanted).toLowerCase(),
  );
  if (different.length > 0) {
    throw new UserError([
      `The deployment ${name} exists and differs:`,
      ...different.map(
        ([what, actual, wanted]) => `  ✖ ${what}: ${String(actual)} instead of ${String(wanted)}`,
      ),
      "Specify another --name, or delete that deployment first.",
    ]);
  }
}

async function put(
  wanted: WantedDeployment,
  { deployments, resourceGroup, account }: Creation,
): Promise<void> {
  const { name, model, sku, capacity } = wanted;
  const request: Deployment = {
    sku: { name: sku.name, capacity },
    // A fine-tuned model has the version 1 (Azure, "Deploy a fine-tuned model").
    properties: { model: { format: "OpenAI", name: model, version: "1" } },
  };
  // The end is waited for below: an existing deployment may be in progress too.
  await deployments.beginCreateOrUpdate(resourceGroup, account, name, request).catch((error: unknown) => {
    throw refused(wanted, error);
  });
}

/** What to do about codes with which Azure refuses a deployment. */
const remedies: Readonly<Record<string, string>> = {
  InsufficientQuota: "Specify a smaller --capacity or another --sku, or request quota in the portal.",
  DeploymentModelNotSupported: "Check the model's name, and that the job trained it in this account.",
  ServiceModelDeprecating: "Azure accepts no new deployments of this base model. Train a newer one.",
  ServiceModelDeprecated: "Azure has retired this base model. Train a newer one.",
  AuthorizationFailed:
    "Creating a deployment requires a role such as Cognitive Services Contributor on the account.",
  InvalidResourceProperties: "Specify another --sku: the region may not offer this one for the model.",
};

function refused({ name, model }: WantedDeployment, error: unknown): UserError {
  const remedy = new Map(Object.entries(remedies)).get((error as { code?: string }).code ?? "");
  return new UserError([
    `Azure refused the deployment ${name} of ${model}: ${reasonOf(error)}`,
    ...(remedy ? [`  ${remedy}`] : []),
  ]);
}

async function waitForEnd(wanted: WantedDeployment, creation: Creation): Promise<void> {
  const { signal, pollSeconds, onWait } = creation;
  const deadline = Date.now() + timeoutMs;
  for (let poll = 0; ; poll += 1) {
    const state = (await find(wanted.name, creation))?.properties?.provisioningState;
    if (state === "Succeeded") {
      return;
    }
    if (state === "Failed" || state === "Canceled") {
      throw new UserError(
        `The deployment ${wanted.name} is in the state ${state}. Delete it, and run the command again.`,
        1,
      );
    }
    if (Date.now() > deadline) {
      throw new UserError(
        `Azure is still creating ${wanted.name} after an hour. Run the command again later.`,
        1,
      );
    }
    if (poll === 0) {
      onWait();
    }
    await delay(pollSeconds * 1000, undefined, { signal });
  }
}
