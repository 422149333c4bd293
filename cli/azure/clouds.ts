/** The cloud of Azure that the CLI works with, and its hosts and scopes. */
import { cloudNamed, cloudOfHost, clouds } from "../../components/clouds";
import type { CloudName } from "../../components/clouds";
import { UserError } from "../errors";

type Environment = Record<string, string | undefined>;

/** A cloud in which Azure OpenAI exists. */
export interface Cloud {
  name: CloudName;
  title: string;
  /** URL of Microsoft Entra ID. */
  authority: string;
  /** URL of Azure Resource Manager. */
  resourceManager: string;
  /** Scope of tokens for Azure Resource Manager. */
  resourceManagerScope: string;
  /** Scope of tokens for Azure OpenAI's data plane. */
  openAiScope: string;
  /** URL of Microsoft Graph. */
  graph: string;
  /** Ends the hosts of key vaults. */
  vaultSuffix: string;
  /** Host of the portal in which the W&B integration is configured. */
  foundryPortal: string;
}

/** URLs without a slash at their end (`az cloud show`; Microsoft Learn, "National cloud deployments" for Microsoft Graph). */
interface Endpoints {
  authority: string;
  resourceManager?: string;
  openAi?: string;
  graph?: string;
}

const endpoints: Readonly<Record<CloudName, Endpoints>> = {
  AzureCloud: {
    authority: "https://login.microsoftonline.com",
    resourceManager: "https://management.azure.com",
    openAi: "https://cognitiveservices.azure.com",
    graph: "https://graph.microsoft.com",
  },
  AzureUSGovernment: {
    authority: "https://login.microsoftonline.us",
    resourceManager: "https://management.usgovcloudapi.net",
    openAi: "https://cognitiveservices.azure.us",
    graph: "https://graph.microsoft.us",
  },
  // The others are not needed: nothing of this project exists there.
  AzureChinaCloud: { authority: "https://login.chinacloudapi.cn" },
};

const cloudOfAuthority = (url: string): CloudName | undefined => {
  const host = url
    .replace(/^https?:\/\//i, "")
    .replace(/[:/].*$/, "")
    .toLowerCase();
  return (Object.keys(endpoints) as CloudName[]).find(
    (name) => endpoints[name].authority === `https://${host}`,
  );
};

interface Variable {
  name: string;
  cloudOf: (value: string) => CloudName | undefined;
  /** The values that it may have; undefined where other values say nothing about the cloud. */
  values?: string;
}

/** The variables that name the cloud: of the Azure CLI's tools, of azure-native, and of Azure's SDKs. */
const variables: readonly Variable[] = [
  { name: "AZURE_CLOUD", cloudOf: cloudNamed, values: "AzureCloud or AzureUSGovernment" },
  { name: "ARM_ENVIRONMENT", cloudOf: cloudNamed, values: "public or usgovernment" },
  { name: "AZURE_AUTHORITY_HOST", cloudOf: cloudOfAuthority },
];

/**
 * Returns the cloud that the environment variables name; the public cloud where they name none.
 * @throws UserError if they name different ones, one that does not exist, or one without Azure OpenAI.
 */
export function currentCloud(environment: Environment = process.env): Cloud {
  const found = new Map<CloudName, string>();
  const unknown: string[] = [];
  for (const { name, cloudOf, values } of variables) {
    const value = environment[name];
    const cloud = value ? cloudOf(value) : undefined;
    if (cloud) {
      found.set(cloud, found.get(cloud) ?? `${name} ${value}`);
    } else if (value && values) {
      unknown.push(`${name} ${value} is not a cloud of Azure. Set it to ${values}, or unset it.`);
    }
  }
  if (unknown.length > 0) {
    throw new UserError(unknown);
  }
  if (found.size > 1) {
    throw new UserError(
      `${[...found.values()].join(" and ")} name different clouds. Set them to the cloud of the deployment, or unset all but one.`,
    );
  }
  const [name = "AzureCloud"] = found.keys();
  return cloudWithOpenAi(name);
}

function cloudWithOpenAi(name: CloudName): Cloud {
  const { title, vaultSuffix, foundryPortal, noTraining = "" } = clouds[name];
  const { authority, resourceManager, openAi, graph } = endpoints[name];
  if (!resourceManager || !openAi || !graph || !foundryPortal) {
    throw new UserError(`${noTraining}. Use an account in another cloud, and set AZURE_CLOUD to it.`);
  }
  return {
    name,
    title,
    authority,
    resourceManager,
    resourceManagerScope: `${resourceManager}/.default`,
    openAiScope: `${openAi}/.default`,
    graph,
    vaultSuffix,
    foundryPortal,
  };
}

/** The step to unset the variables, other than AZURE_CLOUD, that name the current cloud; empty where none does. */
function unsetOthers(): string {
  const others = variables.filter(
    ({ name, cloudOf }) => name !== "AZURE_CLOUD" && cloudOf(process.env[name] ?? "") !== undefined,
  );
  return others.length > 0 ? ` unset ${others.map(({ name }) => name).join(" and ")},` : "";
}

/**
 * Refuses to use credentials of one cloud at an endpoint of another.
 * @param what Names the endpoint, such as `The stack's vault`.
 * @throws UserError if the URL belongs to another cloud than the current one.
 */
export function requireCurrentCloud(what: string, url: string): void {
  const owner = cloudOfHost(url);
  if (!owner) {
    return;
  }
  // Also tells that a cloud has no Azure OpenAI.
  cloudWithOpenAi(owner);
  const { name, title } = currentCloud();
  if (owner !== name) {
    throw new UserError(
      `${what} ${url} belongs to ${clouds[owner].title}, and you sign in to ${title}. Set AZURE_CLOUD=${owner},${unsetOthers()} run az cloud set --name ${owner}, then az login.`,
    );
  }
}

/** What the cloud adds to a remedy of a sign-in: the Azure CLI signs in to one cloud at a time. */
export const azLogin = ({ name }: Cloud): string =>
  name === "AzureCloud" ? "Run az login" : `Run az cloud set --name ${name} and az login`;
