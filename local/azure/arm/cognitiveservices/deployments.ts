/** Deployments of models on an account. */
import { randomUUID } from "node:crypto";
import { AzureError } from "../../error";
import type { OperationOutcome } from "../../operations";
import { route } from "../../service";
import type { Call as AnyCall, Platform, Reply, Route } from "../../service";
import { page, pageQuery } from "../lists";
import { systemData } from "../systemData";
import type { ArmResource } from "../resources";
import { deploymentPut } from "./wire/accounts";
import type { DeploymentPut } from "./wire/accounts";
import { findModel } from "./model/models";
import { requireAccount, requireIdle } from "./model/accounts";

type Call<Body = unknown> = AnyCall<Body, "resourceGroupName" | "accountName" | "deploymentName">;

const deploymentType = "Microsoft.CognitiveServices/accounts/deployments";

const examplePath =
  "/subscriptions/{subscriptionId}/resourceGroups/{resourceGroupName}/providers/Microsoft.CognitiveServices/accounts/{accountName}";

/** @param accountPath Path of the account. */
export function deploymentRoutes(accountPath: typeof examplePath, apiVersions: readonly string[]): Route[] {
  const path = `${accountPath}/deployments/{deploymentName}` as const;
  return [
    route({ method: "GET", path, apiVersions, action: `${deploymentType}/read`, handle: get }),
    route({
      method: "PUT",
      path,
      apiVersions,
      action: `${deploymentType}/write`,
      body: deploymentPut,
      handle: put,
    }),
    route({ method: "DELETE", path, apiVersions, action: `${deploymentType}/delete`, handle: remove }),
    route({
      method: "GET",
      path: `${accountPath}/deployments`,
      apiVersions,
      query: pageQuery,
      action: `${deploymentType}/read`,
      handle(call) {
        const account = requireAccount(call);
        return {
          status: 200,
          body: page(call, call.platform.resources.list(deploymentType, account.id).map(shown)),
        };
      },
    }),
  ];
}

function shown({
  id,
  name,
  type,
  sku,
  etag,
  properties,
  systemData: data,
}: ArmResource): Record<string, unknown> {
  return { id, name, type, sku, etag, systemData: data, properties };
}

const find = (call: Call, account: ArmResource) =>
  call.platform.resources.get(`${account.id}/deployments/${call.params.deploymentName}`);

function get(call: Call): Reply {
  const deployment = find(call, requireAccount(call));
  if (!deployment) {
    throw new AzureError(
      404,
      "DeploymentNotFound",
      `The deployment '${call.params.deploymentName}' was not found.`,
    );
  }
  return { status: 200, body: shown(deployment) };
}

function put(call: Call<DeploymentPut>): Reply {
  const { platform, params, body } = call;
  const account = requireAccount(call);
  // One at a time on an account: parallel deployments conflict, as on Azure.
  requireIdle(platform, account.id);
  const { format, name, version } = body.properties.model;
  // A tuned model's name is its base model's with `.ft-` and digits; whether it was trained here is not checked.
  const isTuned = /\.ft-[0-9a-f]{32}/.test(name);
  if (format !== "OpenAI" || (!isTuned && !findModel(name, version ?? undefined))) {
    throw new AzureError(
      400,
      "DeploymentModelNotSupported",
      `The model 'Format: ${format}, Name: ${name.slice(0, 80)}, Version: ${version ?? ""}' of account deployment is not supported.`,
    );
  }
  const before = find(call, account);
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
    systemData: systemData(call as Call, before?.systemData),
  };
  platform.resources.put(deployment);
  const headers = platform.operations.start({
    kind: "writeDeployment",
    method: call.method,
    resourceId: account.id,
    location: account.location,
    provider: "Microsoft.CognitiveServices",
    apiVersion: call.apiVersion,
  });
  return { status: before ? 200 : 201, headers, body: shown(platform.resources.get(deployment.id)!) };
}

/** Ends the deployments that are under way on an account (there is one at a time). */
export function completeDeployments(platform: Platform, accountId: string, outcome: OperationOutcome): void {
  for (const deployment of platform.resources.list(deploymentType, accountId)) {
    if (deployment.properties.provisioningState === "Creating") {
      platform.resources.put({
        ...deployment,
        properties: { ...deployment.properties, provisioningState: outcome.status },
      });
    }
  }
}

function remove(call: Call): Reply {
  const account = requireAccount(call);
  requireIdle(call.platform, account.id);
  const before = find(call, account);
  if (before) {
    call.platform.resources.delete(before.id);
  }
  return { status: before ? 200 : 204 };
}
