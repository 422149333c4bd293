/**
 * The account's W&B integration, written and read through an endpoint of the data plane. ASSUMED: the Azure portal calls an
 * endpoint that is not public. The local Azure has this one; Azure returns 404.
 */
import { APIError } from "openai";
import type { AzureOpenAI } from "openai";
import { UserError } from "../errors";

export interface WandbIntegration {
  keyVaultUrl: string;
  secretName: string;
}

const path = "/assumed/integrations/wandb";

/** @returns undefined if the integration is not configured. @throws UserError if the endpoint does not exist. */
export async function readIntegration(client: AzureOpenAI): Promise<WandbIntegration | undefined> {
  try {
    return await client.get<WandbIntegration>(path);
  } catch (error) {
    // Only a service that has the endpoint returns "notFound" for the integration.
    if (error instanceof APIError && error.code === "notFound") {
      return undefined;
    }
    throw missingEndpoint(error);
  }
}

/** @throws UserError if the endpoint does not exist. */
export async function writeIntegration(client: AzureOpenAI, integration: WandbIntegration): Promise<void> {
  await client.put(path, { body: integration }).catch((error: unknown) => {
    throw missingEndpoint(error);
  });
}

const missingEndpoint = (error: unknown) =>
  error instanceof APIError && error.status === 404
    ? new UserError(
        "This Azure does not have the assumed endpoint. Configure the integration in the portal; run npx azure-openai-wandb link for the steps.",
      )
    : error;
