import { version } from "@pulumi/azuread/package.json";
import { AzureClient } from "../azureClient";
import { connectionFrom } from "../connection";
import type { Environment, RetryOptions } from "../connection";
import type { ProviderFunction, ProviderPackage } from "../protocol/provider";
import type { Properties } from "../protocol/values";
import { explaining, listed, LookupError } from "./errors";

const graph = "https://graph.microsoft.com";

type Entity = Properties & { id: string };

/** An argument of a look-up: the property that it filters by, and the errors. */
interface Filter {
  property: string;
  /** Nothing has the value. */
  notFound: (value: string) => string;
  /** More than one object has it. */
  ambiguous?: (value: string) => string;
  /** Microsoft Graph refuses the query. */
  failed: (value: string) => string;
}

/** How one kind of directory object is looked up. */
interface Lookup {
  collection: string;
  filters: Record<string, Filter>;
  outputs: (entity: Entity) => Properties;
}

/** As Go's `%q` prints a text. */
const quoted = (value: string) => JSON.stringify(value);

/** The name of an argument in the errors of users. */
const userFilter = (
  property: string,
  name: string,
  notFound = (value: string) => `User not found with ${name}: ${quoted(value)}`,
): Filter => ({
  property,
  notFound,
  ambiguous: (value) => `More than one user found with ${name}: ${quoted(value)}`,
  failed: (value) => `Finding user with ${name}: ${quoted(value)}`,
});

const userFilters = {
  userPrincipalName: userFilter(
    "userPrincipalName",
    "UPN",
    (value) => `User with UPN ${quoted(value)} was not found`,
  ),
  objectId: {
    ...userFilter("id", "object ID"),
    failed: (value: string) => `Retrieving user with object ID: ${quoted(value)}`,
  },
  mail: userFilter("mail", "mail"),
  mailNickname: userFilter("mailNickname", "email alias"),
};

const user: Lookup = {
  collection: "users",
  filters: userFilters,
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

/** The provider uses the same text where Microsoft Graph refuses the query: only the reason after it differs. */
const groupFilter = (property: string): Filter => {
  const none = (value: string) => `No group found matching specified filter (${property} eq '${value}')`;
  return {
    property,
    notFound: none,
    ambiguous: (value) => none(value).replace("No group", "More than one group"),
    failed: none,
  };
};

const group: Lookup = {
  collection: "groups",
  filters: {
    displayName: groupFilter("displayName"),
    objectId: {
      property: "id",
      notFound: (value) => `No group found with object ID: ${quoted(value)}`,
      failed: (value) => `Retrieving group with object ID: ${quoted(value)}`,
    },
    mailNickname: groupFilter("mailNickname"),
  },
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

const servicePrincipalFilter = (property: string, name: string): Filter => ({
  property,
  notFound: (value) => `No service principal found matching ${name}: ${quoted(value)}`,
  failed: (value) => `Listing service principals for filter ${quoted(`${property} eq '${value}'`)}`,
});

const servicePrincipal: Lookup = {
  collection: "servicePrincipals",
  filters: {
    clientId: servicePrincipalFilter("appId", "client ID"),
    displayName: servicePrincipalFilter("displayName", "display name"),
    objectId: servicePrincipalFilter("id", "object ID"),
  },
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

/** The one argument that is given, with its filter. @throws LookupError where there is none, or more than one. */
function onlyFilter(filters: Record<string, Filter>, args: Properties): [argument: string, filter: Filter] {
  const [filter, ...others] = Object.entries(filters).filter(([argument]) => args[argument] !== undefined);
  if (!filter || others.length > 0) {
    throw new LookupError(`exactly one of ${Object.keys(filters).join(", ")} must be specified`);
  }
  return filter;
}

function lookUp({ collection, filters, outputs }: Lookup): ProviderFunction<AzureClient> {
  return async (azure, args, signal) => {
    const [argument, { property, notFound, ambiguous = notFound, failed }] = onlyFilter(filters, args);
    const value = String(args[argument]);
    const [entity, ...others] = await explaining(failed(value), () =>
      find(azure, collection, property, [value], signal),
    );
    if (!entity) {
      throw new LookupError(notFound(value));
    }
    if (others.length > 0) {
      throw new LookupError(ambiguous(value));
    }
    return outputs(entity);
  };
}

const usersFilters = {
  userPrincipalNames: userFilters.userPrincipalName,
  objectIds: userFilters.objectId,
  mails: userFilters.mail,
  mailNicknames: userFilters.mailNickname,
};

const getUsers: ProviderFunction<AzureClient> = async (azure, args, signal) => {
  const [argument, { property, notFound, failed }] = onlyFilter(usersFilters, args);
  const values = args[argument] as string[];
  // One query for all, where the provider sends one for each: a refusal names the first.
  const found = await explaining(failed(values[0] ?? ""), () =>
    find(azure, "users", property, values, signal),
  );
  const withValue = (value: string) =>
    found.find((entity) => String(entity[property]).toLowerCase() === value.toLowerCase());
  const missing = values.find((value) => !withValue(value));
  if (missing !== undefined && !args.ignoreMissing) {
    throw new LookupError(notFound(missing));
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
    functions: Object.fromEntries(
      Object.entries(functions).map(([token, call]) => [token, withListedErrors(token, call)]),
    ),
  };
}

const functions: Readonly<Record<string, ProviderFunction<AzureClient>>> = {
  "azuread:index/getUser:getUser": lookUp(user),
  "azuread:index/getUsers:getUsers": getUsers,
  "azuread:index/getGroup:getGroup": lookUp(group),
  "azuread:index/getServicePrincipal:getServicePrincipal": lookUp(servicePrincipal),
};

const withListedErrors =
  (token: string, call: ProviderFunction<AzureClient>): ProviderFunction<AzureClient> =>
  async (azure, args, signal) => {
    try {
      return await call(azure, args, signal);
    } catch (error) {
      throw error instanceof LookupError ? listed(token, error) : error;
    }
  };
