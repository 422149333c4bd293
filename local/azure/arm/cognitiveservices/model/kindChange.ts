/**
 * The upgrade of an account of kind OpenAI to a Foundry resource (kind AIServices), and its rollback: a PUT with the other kind. What
 * each requires is documented (Microsoft Learn, "Upgrade from Azure OpenAI to Microsoft Foundry", January 2026); the codes and texts
 * of the refusals are assumed.
 */
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";
import { findWandbIntegration } from "../../../openai/model/wandbIntegration";
import type { ArmResource } from "../../resources";
import type { AccountPut } from "../wire/accounts";
import { deploymentType } from "./deployments";
import { connectionType, projectType } from "./foundryResources";

interface Obstacle {
  isInTheWay: (platform: Platform, account: ArmResource, requested: AccountPut) => boolean;
  text: string;
}

const has = (type: string) => (platform: Platform, account: ArmResource) =>
  platform.resources.list(type, account.id).length > 0;

const changes: readonly { from: string; to: string; obstacles: readonly Obstacle[] }[] = [
  {
    from: "OpenAI",
    to: "AIServices",
    obstacles: [
      {
        isInTheWay: (_platform, _account, { properties }) => properties.allowProjectManagement !== true,
        text: "set 'allowProjectManagement' to true",
      },
      {
        isInTheWay: (_platform, { identity }, requested) =>
          !/SystemAssigned/.test(String(requested.identity?.type ?? identity?.type)),
        text: "assign a managed identity to the resource",
      },
      {
        isInTheWay: (_platform, { properties }) =>
          (properties.encryption as { keySource?: string } | undefined)?.keySource === "Microsoft.KeyVault",
        text: "resources with customer-managed keys are upgraded by request only",
      },
      {
        isInTheWay: (platform, { id }) => findWandbIntegration(platform, id) !== undefined,
        text: "the Foundry resource type doesn't support configuring Weights & Biases",
      },
    ],
  },
  {
    from: "AIServices",
    to: "OpenAI",
    obstacles: [
      { isInTheWay: has(projectType), text: "delete its projects" },
      { isInTheWay: has(connectionType), text: "delete its connections" },
      {
        isInTheWay: (platform, { id }) =>
          platform.resources
            .list(deploymentType, id)
            .some(({ properties }) => (properties.model as { format?: string }).format !== "OpenAI"),
        text: "delete its deployments of models other than Azure OpenAI's",
      },
    ],
  },
];

/** @throws AzureError 400 where a request has another kind than the account. */
export function requireKind(account: ArmResource, kind: string | undefined): void {
  if (kind !== undefined && kind !== account.kind) {
    throw new AzureError(
      400,
      "InvalidKind",
      `The kind of an account cannot be changed from '${account.kind}' to '${kind}'.`,
    );
  }
}

/** @throws AzureError 400 where a PUT changes the kind in a way that Azure does not offer, or that something prevents. */
export function requireKindChange(platform: Platform, account: ArmResource, requested: AccountPut): void {
  const change = changes.find(({ from, to }) => from === account.kind && to === requested.kind);
  if (!change) {
    requireKind(account, requested.kind);
    return;
  }
  const obstacles = change.obstacles.filter(({ isInTheWay }) => isInTheWay(platform, account, requested));
  if (obstacles.length > 0) {
    throw new AzureError(
      400,
      "InvalidKindChange",
      `The kind of the resource '${account.name}' cannot be changed from '${change.from}' to '${change.to}': ${obstacles.map(({ text }) => text).join("; ")}.`,
    );
  }
}
