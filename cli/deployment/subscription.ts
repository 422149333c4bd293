import { UserError } from "../errors";

export interface SubscriptionOptions {
  /** GUID of the subscription. @default AZURE_SUBSCRIPTION_ID, then ARM_SUBSCRIPTION_ID */
  subscription?: string;
}

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;
const findIt = "az account show --query id -o tsv";

/** Returns the subscription's ID. @throws UserError if none is specified, or if it is not a GUID. */
export function requireSubscription({ subscription }: SubscriptionOptions): string {
  const { AZURE_SUBSCRIPTION_ID, ARM_SUBSCRIPTION_ID } = process.env;
  const sources = { "--subscription": subscription, AZURE_SUBSCRIPTION_ID, ARM_SUBSCRIPTION_ID };
  for (const [source, id] of Object.entries(sources)) {
    if (!id) {
      continue;
    }
    if (!guid.test(id)) {
      throw new UserError(
        `${source} ${id} is not a subscription ID. Specify the subscription's GUID (${findIt}).`,
      );
    }
    return id;
  }
  throw new UserError(
    `No Azure subscription is specified. Use --subscription ID, or set AZURE_SUBSCRIPTION_ID (${findIt}).`,
  );
}
