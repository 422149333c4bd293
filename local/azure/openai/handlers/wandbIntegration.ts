/**
 * The W&B integration of an account, as "Manage integrations" in the portal sets it. ASSUMED: the portal's API is not public, so
 * this endpoint replaces it, with `assumed` in its path.
 */
import { AzureError } from "../../error";
import type { Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { findWandbIntegration, writeWandbIntegration } from "../model/wandbIntegration";
import type { WandbIntegrationBody } from "../wire/wandbIntegration";

export function getWandbIntegration({ platform, account }: AccountCall): Reply {
  const integration = findWandbIntegration(platform, account.id);
  if (!integration) {
    throw new AzureError(404, "notFound", "The resource has no Weights & Biases integration.");
  }
  return { status: 200, body: integration };
}

export function putWandbIntegration({
  platform,
  account,
  body,
}: AccountCall<never, WandbIntegrationBody>): Reply {
  if (account.kind !== "OpenAI") {
    throw new AzureError(
      400,
      "invalidPayload",
      "The Foundry resource type doesn't support configuring Weights & Biases.",
    );
  }
  writeWandbIntegration(platform, account.id, body);
  return { status: 200, body };
}
