import { randomUUID } from "node:crypto";
import { AzureError } from "../../../error";
import type { Call, Reply } from "../../../service";
import { page } from "../../lists";
import { startOperation } from "../../operations/start";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import { requireAccount, requireIdle } from "../model/accounts";
import type { AccountCall } from "../model/accounts";
import { deploymentType } from "../model/deployments";
import { findModel } from "../model/models";
import { toResponseDeployment } from "../wire/deployments";
import type { DeploymentPut } from "../wire/deployments";

type DeploymentCall<Body = unknown> = Call<Body, "resourceGroupName" | "accountName" | "deploymentName">;

export function listDeployments(call: AccountCall): Reply {
  const deployments = call.platform.resources.list(deploymentType, requireAccount(call).id);
  return { status: 200, body: page(call, deployments.map(toResponseDeployment)) };
}

export function getDeployment(call: DeploymentCall): Reply {
  const deployment = findDeployment(call, requireAccount(call));
  if (!deployment) {
    throw new AzureError(404, "NotFound", `Specified resource '${call.url.pathname}' cannot be found.`);
  }
  return { status: 200, body: toResponseDeployment(deployment) };
}

export function putDeployment(call: DeploymentCall<DeploymentPut>): Reply {
  const { platform, params, body } = call;
  const account = requireAccount(call);
  // Azure refuses parallel deployments on an account.
  requireIdle(platform, account.id);
  requireSupportedModel(body);
  const before = findDeployment(call, account);
  const deployment: ArmResource = {
    id: before?.id ?? `${account.id}/deployments/${params.deploymentName}`,
    name: before?.name ?? params.deploymentName,
    type: deploymentType,
    location: account.location,
    sku: body.sku ?? { name: "Standard", capacity: 1 },
    etag: `"${randomUUID()}"`,
    properties: {
      ...body.properties,
      provisioningState: "Creating",
      capabilities: { chatCompletion: "true" },
    },
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(deployment);
  const headers = startOperation(call, "writeDeployment", account, "Microsoft.CognitiveServices");
  return {
    status: before ? 200 : 201,
    headers,
    body: toResponseDeployment(platform.resources.get(deployment.id) ?? deployment),
  };
}

/** @throws AzureError 400 `DeploymentModelNotSupported` */
function requireSupportedModel({ properties }: DeploymentPut): void {
  const { format, name, version } = properties.model;
  // A fine-tuned model is named after its base model with `.ft-` and digits. Nothing checks that a job of this account created it.
  const isFineTuned = /\.ft-[0-9a-f]{32}/.test(name);
  if (format !== "OpenAI" || (!isFineTuned && !findModel(name, version ?? undefined))) {
    throw new AzureError(
      400,
      "DeploymentModelNotSupported",
      `The model 'Format: ${format}, Name: ${name.slice(0, 80)}, Version: ${version ?? ""}' of account deployment is not supported.`,
    );
  }
}

export function deleteDeployment(call: DeploymentCall): Reply {
  const account = requireAccount(call);
  requireIdle(call.platform, account.id);
  const before = findDeployment(call, account);
  if (before) {
    call.platform.resources.delete(before.id);
  }
  return { status: before ? 200 : 204 };
}

const findDeployment = ({ platform, params }: DeploymentCall, account: ArmResource) =>
  platform.resources.get(`${account.id}/deployments/${params.deploymentName}`);
