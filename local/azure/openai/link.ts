/**
 * The account's link to W&B: the vault and the secret that the portal's "Manage integrations" asks for. ASSUMED: the portal
 * calls something that is not public; this endpoint stands for it, under a path that says so.
 */
import { z } from "zod";
import { AzureError } from "../error";
import type { Call, Platform, Reply } from "../service";
import { requireDataAction } from "./access";

export interface WandbLink {
  keyVaultUrl: string;
  secretName: string;
}

export const linkPath = "/openai/assumed/integrations/wandb";

export const linkBody = z.strictObject({
  keyVaultUrl: z
    .string()
    .regex(/^https:\/\/[a-z0-9-]+\.vault\.azure\.net\/?$/i, "must be the URL of a vault"),
  secretName: z.string().regex(/^[a-zA-Z0-9-]{1,127}$/, "must be the name of a secret"),
});

const links = (platform: Platform) => platform.store.collection<WandbLink>("openaiLinks");

export const linkOf = (platform: Platform, accountId: string): WandbLink | undefined =>
  links(platform).get(accountId.toLowerCase());

export function forgetLink(platform: Platform, accountId: string): void {
  links(platform).delete(accountId.toLowerCase());
}

export function getLink(call: Call): Reply {
  const account = requireDataAction(call, "fine-tunes/read");
  const link = linkOf(call.platform, account.id);
  if (!link) {
    throw new AzureError(404, "notFound", "The resource is not linked to Weights & Biases.");
  }
  return { status: 200, body: link };
}

export function putLink(call: Call<z.infer<typeof linkBody>>): Reply {
  const account = requireDataAction(call as Call, "fine-tunes/write");
  if (account.kind !== "OpenAI") {
    throw new AzureError(
      400,
      "invalidPayload",
      "The Foundry resource type doesn't support configuring Weights & Biases.",
    );
  }
  links(call.platform).put(account.id.toLowerCase(), call.body);
  return { status: 200, body: call.body };
}
