/**
 * The link, made and read through an endpoint of the account's data plane. ASSUMED: the portal calls something that is not
 * public, and nobody has published what. The local Azure has this endpoint; an Azure that has not answers 404.
 */
import { APIError } from "openai";
import type { AzureOpenAI } from "openai";
import { UserError } from "../failure";

export interface WandbLink {
  keyVaultUrl: string;
  secretName: string;
}

const path = "/assumed/integrations/wandb";

export function assumedLink(client: AzureOpenAI) {
  return {
    /** @returns undefined where the account is not linked. @throws UserError where there is no such endpoint. */
    async read(): Promise<WandbLink | undefined> {
      try {
        return (await client.get(path)) as WandbLink;
      } catch (error) {
        // Only whoever has the endpoint says "notFound" of the link.
        if (error instanceof APIError && error.code === "notFound") {
          return undefined;
        }
        throw missing(error);
      }
    },
    /** @throws UserError where there is no such endpoint. */
    async write(link: WandbLink): Promise<void> {
      await client.put(path, { body: link }).catch((error: unknown) => {
        throw missing(error);
      });
    },
  };
}

const missing = (error: unknown) =>
  error instanceof APIError && error.status === 404
    ? new UserError(
        "This Azure does not have the endpoint that is assumed here: make the link in the portal, as `npm run link` says.",
      )
    : error;
