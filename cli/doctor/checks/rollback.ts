/** What prevents the rollback of an account that was upgraded to a Foundry resource (Microsoft Learn, "Roll back to Azure OpenAI"). */
import type { AzureClients } from "../../azure/clients";
import type { Target } from "../../deployment/target";
import type { Facts } from "../check";

interface Obstacle {
  what: string;
  remedy: string;
}

const openAiAccountQuota = "OpenAI.S0.AccountCount";

/** Returns what prevents the rollback, with what to do. */
export async function rollbackObstacles(
  { accounts }: AzureClients,
  { resourceGroup, accountName }: Target,
  { location }: Facts["account"],
): Promise<Obstacle[]> {
  const projects = await namesOf(accounts.projects.list(resourceGroup, accountName));
  const connections = await namesOf(accounts.accountConnections.list(resourceGroup, accountName));
  const deployments = await namesOf(
    accounts.deployments.list(resourceGroup, accountName),
    ({ properties }) => properties?.model?.format !== "OpenAI",
  );
  const deleted = (title: string, names: readonly string[]): Obstacle[] =>
    names.map((name) => ({
      what: `the ${title} ${name}`,
      remedy: `delete the ${title} ${name} in the Foundry portal`,
    }));
  return [
    ...deleted("project", projects),
    ...deleted("connection", connections),
    ...deleted("deployment of another vendor's model", deployments),
    ...(await accountQuotaObstacles(accounts, location)),
  ];
}

interface Named {
  name?: string;
}

/** @param matches Default: all. A project's name begins with the account's. */
async function namesOf<Item extends Named>(
  items: AsyncIterable<Item>,
  matches: (item: Item) => boolean = () => true,
): Promise<string[]> {
  const names: string[] = [];
  for await (const item of items) {
    if (matches(item)) {
      names.push((item.name ?? "").replace(/^.*\//, ""));
    }
  }
  return names;
}

async function accountQuotaObstacles(
  accounts: AzureClients["accounts"],
  location: string,
): Promise<Obstacle[]> {
  for await (const { name, currentValue = 0, limit } of accounts.usages.list(location)) {
    if (name?.value === openAiAccountQuota && limit !== undefined && currentValue >= limit) {
      return [
        {
          what: `${currentValue} of ${limit} accounts of kind OpenAI in ${location}`,
          remedy: `delete another account of kind OpenAI in ${location}`,
        },
      ];
    }
  }
  return [];
}
