import { AzureError } from "../../../error";
import type { Call, Platform, Reply } from "../../../service";
import { page } from "../../lists";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { requireAccount, requireIdle } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import type { Model } from "../model/catalogue";
import { deployedProperties, deploymentType } from "../model/deployments";
import { beginUse, deleteExpired, endUse } from "../model/deploymentUse";
import { isClosed, isRetired } from "../model/lifecycle";
import { deprecationOf } from "../model/deprecation";
import { findModel } from "../model/models";
import { startAccountOperation } from "../model/operations";
import { newEtag } from "../model/etag";
import { toResponseDeployment } from "../wire/deployments";
import type { DeploymentPut } from "../wire/deployments";

type DeploymentCall<Body = unknown> = Call<Body, "resourceGroupName" | "accountName" | "deploymentName">;

export function listDeployments(call: AccountCall): Reply {
  const { id } = requireAccount(call);
  deleteExpired(call.platform, id);
  const deployments = call.platform.resources.list(deploymentType, id);
  const value = deployments.map((deployment) => toResponseDeployment(call.apiVersion, deployment));
  return { status: 200, body: page(call, value) };
}

const deploymentReply = (
  { apiVersion }: DeploymentCall,
  status: number,
  deployment: ArmResource,
  headers = {},
): Reply => ({
  status,
  headers: { ...(deployment.etag ? { etag: deployment.etag } : {}), ...headers },
  body: toResponseDeployment(apiVersion, deployment),
});

export function getDeployment(call: DeploymentCall): Reply {
  const deployment = findDeployment(call, requireAccount(call));
  if (!deployment) {
    throw new AzureError(404, "NotFound", `Specified resource '${call.url.pathname}' cannot be found.`);
  }
  return deploymentReply(call, 200, deployment);
}

export function putDeployment(call: DeploymentCall<DeploymentPut>): Reply {
  const { platform, params, body } = call;
  const account = requireAccount(call);
  // Azure refuses deployments while another change of the account is in progress.
  requireIdle(platform, account.id);
  const model = requireSupportedModel(platform, account, body);
  const before = findDeployment(call, account);
  if (!before && model && isClosed(platform, model)) {
    // Words of public reports, August to November 2026.
    throw new AzureError(
      400,
      "ServiceModelDeprecating",
      `The model 'Format:OpenAI,Name:${model.name},Version:${model.version}' is in deprecating state and cannot be used for new deployments.`,
    );
  }
  const sku = body.sku ?? { name: "Standard", capacity: 1 };
  const deployment: ArmResource = {
    id: before?.id ?? `${account.id}/deployments/${params.deploymentName}`,
    name: before?.name ?? params.deploymentName,
    type: deploymentType,
    location: account.location,
    sku,
    etag: newEtag(),
    properties: deployedProperties(body, model, sku, regionName(account.location)),
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(deployment);
  beginUse(platform, deployment.id);
  // The answer is the end, in each recording.
  const headers = startAccountOperation(call, { kind: "writeDeployment", account, isImmediate: true });
  return deploymentReply(
    call,
    before ? 200 : 201,
    platform.resources.get(deployment.id) ?? deployment,
    headers,
  );
}

/** @returns The base model; undefined for a fine-tuned one and for those of other vendors. @throws AzureError 400 */
function requireSupportedModel(
  platform: Platform,
  { kind }: ArmResource,
  { properties }: DeploymentPut,
): Model | undefined {
  const { format, name, version } = properties.model;
  // A Foundry resource deploys models of other vendors. Which ones is not checked.
  if (kind === "AIServices" && format !== "OpenAI") {
    return undefined;
  }
  // A fine-tuned model is named after its base model with `.ft-` and digits. Nothing checks that a job of this account created it.
  const isFineTuned = /\.ft-[0-9a-f]{32}/.test(name);
  const model = findModel(name, version ?? undefined);
  if (format !== "OpenAI" || (!isFineTuned && !model)) {
    throw new AzureError(
      400,
      "DeploymentModelNotSupported",
      `The model 'Format: ${format}, Name: ${name.slice(0, 80)}, Version: ${version ?? ""}' of account deployment is not supported.`,
    );
  }
  if (model && isRetired(platform, model)) {
    throw new AzureError(
      400,
      "ServiceModelDeprecated",
      `The model 'Format:OpenAI,Name:${name},Version:${model.version}' has been deprecated since ${americanDate(deprecationOf(model).inference)}.`,
    );
  }
  return model;
}

/** `2025-11-14T00:00:00Z` in the format of the error: `11/14/2025 00:00:00`. */
const americanDate = (date: string) => date.replace(/^(\d+)-(\d+)-(\d+)T(.*)Z$/, "$2/$3/$1 $4");

export function deleteDeployment(call: DeploymentCall): Reply {
  const account = requireAccount(call);
  requireIdle(call.platform, account.id);
  const before = findDeployment(call, account);
  if (before) {
    call.platform.resources.delete(before.id);
    endUse(call.platform, before.id);
  }
  return { status: before ? 200 : 204 };
}

function findDeployment({ platform, params }: DeploymentCall, { id }: ArmResource): ArmResource | undefined {
  deleteExpired(platform, id);
  return platform.resources.get(`${id}/deployments/${params.deploymentName}`);
}
