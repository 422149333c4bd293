import type { CheckRequest } from "../protocol/provider";
import { unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { resourcePath } from "./arm";
import { callArm } from "./client";
import type { AzureNativeClient } from "./client";
import { resourceTypes } from "./resourceTypes";

/** The default location of a resource: its old one, the provider's, or its resource group's. */
export async function defaultLocation(
  client: AzureNativeClient,
  { olds, news }: CheckRequest,
): Promise<string | undefined> {
  const location = (olds.location as string | undefined) ?? client.location;
  const group = news.resourceGroupName as string | undefined;
  if (location !== undefined || group === undefined) {
    return location;
  }
  // A group that does not exist yet is known once it has been created.
  return group === unknown ? unknown : groupLocation(client, group);
}

async function groupLocation({ azure }: AzureNativeClient, name: string): Promise<string | undefined> {
  const type = resourceTypes["azure-native:resources:ResourceGroup"];
  const path = resourcePath(type, azure.connection.subscriptionId, { resourceGroupName: name });
  const found = await callArm(azure, "GET", path, type.apiVersion).catch(() => undefined);
  return (found?.body as Properties | undefined)?.location as string | undefined;
}

const normalized = (location: string) => location.replace(/\s/g, "").toLowerCase();

/** Whether two values are one location: "Sweden Central" is "swedencentral". */
export const isSameLocation = (one: unknown, other: unknown): boolean =>
  typeof one === "string" && typeof other === "string" && normalized(one) === normalized(other);
