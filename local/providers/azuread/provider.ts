import { version } from "@pulumi/azuread/package.json";
import { AzureClient, connectionFrom } from "../azureClient";
import type { Patience } from "../azureClient";
import type { ProviderFunction, ProviderPackage } from "../protocol/provider";
import type { Properties } from "../protocol/values";

const graph = "https://graph.microsoft.com";

type Entity = Properties & { id: string };

/** How a kind of directory object is looked up: arguments, the property that each filters by, and what comes out. */
interface Lookup {
  collection: string;
  what: string;
  by: Record<string, string>;
  outputs: (entity: Entity) => Properties;
}

const user: Lookup = {
  collection: "users",
  what: "User",
  by: { userPrincipalName: "userPrincipalName", objectId: "id", mail: "mail", mailNickname: "mailNickname" },
  outputs: ({ id, userPrincipalName, displayName, mail, mailNickname, accountEnabled, userType }) => ({
    id,
    objectId: id,
    userPrincipalName: userPrincipalName as string,
    displayName: displayName as string,
    mail: mail as string,
    mailNickname: mailNickname as string,
    accountEnabled: accountEnabled as boolean,
    userType: userType as string,
  }),
};

const group: Lookup = {
  collection: "groups",
  what: "Group",
  by: { displayName: "displayName", objectId: "id", mailNickname: "mailNickname" },
  outputs: ({ id, displayName, mailNickname, securityEnabled, mailEnabled }) => ({
    id,
    objectId: id,
    displayName: displayName as string,
    mailNickname: mailNickname as string,
    securityEnabled: securityEnabled as boolean,
    mailEnabled: mailEnabled as boolean,
    members: [],
    owners: [],
  }),
};

const servicePrincipal: Lookup = {
  collection: "servicePrincipals",
  what: "Service principal",
  by: { clientId: "appId", displayName: "displayName", objectId: "id" },
  outputs: ({ id, appId, displayName, servicePrincipalType }) => ({
    id,
    objectId: id,
    clientId: appId as string,
    applicationId: appId as string,
    displayName: displayName as string,
    type: servicePrincipalType as string,
  }),
};

async function find(
  azure: AzureClient,
  collection: string,
  property: string,
  values: string[],
  signal: AbortSignal,
): Promise<Entity[]> {
  const filter = values.map((value) => `${property} eq '${value.replace(/'/g, "''")}'`).join(" or ");
  const url = `${graph}/v1.0/${collection}?$filter=${encodeURIComponent(filter)}`;
  const { body } = await azure.call("GET", url, { resource: graph, signal });
  return (body as { value: Entity[] }).value;
}

function lookUp({ collection, what, by, outputs }: Lookup): ProviderFunction<AzureClient> {
  return async (azure, args, signal) => {
    const given = Object.entries(by).filter(([argument]) => args[argument] !== undefined);
    if (given.length !== 1) {
      throw new Error(`exactly one of ${Object.keys(by).join(", ")} must be specified`);
    }
    const [argument, property] = given[0]!;
    const value = String(args[argument]);
    const found = await find(azure, collection, property, [value], signal);
    if (found.length !== 1) {
      throw new Error(
        `${what} with ${argument} "${value}" was ${found.length === 0 ? "not found" : "found more than once"}`,
      );
    }
    return outputs(found[0]!);
  };
}

const getUsers: ProviderFunction<AzureClient> = async (azure, args, signal) => {
  const given = [
    ["userPrincipalNames", "userPrincipalName"],
    ["objectIds", "id"],
    ["mails", "mail"],
    ["mailNicknames", "mailNickname"],
  ].filter(([argument]) => args[argument!] !== undefined);
  if (given.length !== 1) {
    throw new Error("exactly one of userPrincipalNames, objectIds, mails, mailNicknames must be specified");
  }
  const [argument, property] = given[0]! as [string, string];
  const values = args[argument] as string[];
  const found = await find(azure, "users", property, values, signal);
  const ofValue = (value: string) =>
    found.find((entity) => String(entity[property]).toLowerCase() === value.toLowerCase());
  const missing = values.filter((value) => !ofValue(value));
  if (missing.length > 0 && !args.ignoreMissing) {
    throw new Error(`User with ${property} "${missing[0]}" was not found`);
  }
  const users = values.flatMap((value) => ofValue(value) ?? []).map(user.outputs);
  return {
    id: `users#${values.join("/")}`,
    users,
    objectIds: users.map(({ objectId }) => objectId as string),
    userPrincipalNames: users.map(({ userPrincipalName }) => userPrincipalName as string),
    mails: users.map(({ mail }) => mail as string),
    mailNicknames: users.map(({ mailNickname }) => mailNickname as string),
    employeeIds: [],
  };
};

/** The stand-in for azuread: look-ups alone, over Microsoft Graph. */
export function azuread(
  environment: Record<string, string | undefined>,
  patience: Patience,
): ProviderPackage<AzureClient> {
  return {
    name: "azuread",
    version: version.replace(/^v/, ""),
    configure: (config) => new AzureClient(connectionFrom(config, environment, patience)),
    resources: {},
    functions: {
      "azuread:index/getUser:getUser": lookUp(user),
      "azuread:index/getUsers:getUsers": getUsers,
      "azuread:index/getGroup:getGroup": lookUp(group),
      "azuread:index/getServicePrincipal:getServicePrincipal": lookUp(servicePrincipal),
    },
  };
}
