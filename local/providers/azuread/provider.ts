import { version } from "@pulumi/azuread/package.json";
import { AzureClient } from "../azureClient";
import { connectionFrom } from "../connection";
import type { Environment, RetryOptions } from "../connection";
import type { ProviderFunction, ProviderPackage } from "../protocol/provider";
import type { Properties } from "../protocol/values";

const graph = "https://graph.microsoft.com";

type Entity = Properties & { id: string };

/** How one kind of directory object is looked up. */
interface Lookup {
  collection: string;
  /** Name of the kind in error messages. */
  kind: string;
  /** Arguments, and the property that each filters by. */
  filters: Record<string, string>;
  outputs: (entity: Entity) => Properties;
}

const user: Lookup = {
  collection: "users",
  kind: "User",
  filters: {
    userPrincipalName: "userPrincipalName",
    objectId: "id",
    mail: "mail",
    mailNickname: "mailNickname",
  },
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
  kind: "Group",
  filters: { displayName: "displayName", objectId: "id", mailNickname: "mailNickname" },
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
  kind: "Service principal",
  filters: { clientId: "appId", displayName: "displayName", objectId: "id" },
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

/** The one argument that is given, with its property. @throws Error where there is none, or more than one. */
function onlyFilter(filters: Record<string, string>, args: Properties): [argument: string, property: string] {
  const [filter, ...others] = Object.entries(filters).filter(([argument]) => args[argument] !== undefined);
  if (!filter || others.length > 0) {
    throw new Error(`exactly one of ${Object.keys(filters).join(", ")} must be specified`);
  }
  return filter;
}

function lookUp({ collection, kind, filters, outputs }: Lookup): ProviderFunction<AzureClient> {
  return async (azure, args, signal) => {
    const [argument, property] = onlyFilter(filters, args);
    const value = String(args[argument]);
    const [entity, ...others] = await find(azure, collection, property, [value], signal);
    if (!entity) {
      throw new Error(`${kind} with ${argument} "${value}" was not found`);
    }
    if (others.length > 0) {
      throw new Error(`${kind} with ${argument} "${value}" was found more than once`);
    }
    return outputs(entity);
  };
}

const usersFilters = {
  userPrincipalNames: "userPrincipalName",
  objectIds: "id",
  mails: "mail",
  mailNicknames: "mailNickname",
};

const getUsers: ProviderFunction<AzureClient> = async (azure, args, signal) => {
  const [argument, property] = onlyFilter(usersFilters, args);
  const values = args[argument] as string[];
  const found = await find(azure, "users", property, values, signal);
  const withValue = (value: string) =>
    found.find((entity) => String(entity[property]).toLowerCase() === value.toLowerCase());
  const missing = values.filter((value) => !withValue(value));
  if (missing.length > 0 && !args.ignoreMissing) {
    throw new Error(`User with ${property} "${missing[0]}" was not found`);
  }
  const users = values.flatMap((value) => withValue(value) ?? []).map(user.outputs);
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

/** The emulated azuread: look-ups over Microsoft Graph, and no resources. */
export function azuread(environment: Environment, retryOptions: RetryOptions): ProviderPackage<AzureClient> {
  return {
    name: "azuread",
    version: version.replace(/^v/, ""),
    configure: (config) => new AzureClient(connectionFrom(config, environment, retryOptions)),
    resources: {},
    functions: {
      "azuread:index/getUser:getUser": lookUp(user),
      "azuread:index/getUsers:getUsers": getUsers,
      "azuread:index/getGroup:getGroup": lookUp(group),
      "azuread:index/getServicePrincipal:getServicePrincipal": lookUp(servicePrincipal),
    },
  };
}
