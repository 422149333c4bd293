import { currentCloud } from "../azure/clouds";
import { signIn } from "../azure/signIn";
import { UserError } from "../errors";
import { request } from "../network/request";
import { causeOf, describeServiceError, isNotFound, serviceErrorIn } from "../network/serviceErrors";
import { services } from "../network/service";

interface ListedResource {
  id: string;
  name: string;
  /** ISO 8601. */
  createdTime: string;
}

/** A resource that exists. */
interface ExistingResource {
  /** When it was created, in milliseconds since the epoch, if Azure returns that. */
  createdAt: number | undefined;
}

/** The places of the creation date: of role assignments, of secrets (in seconds), and of model deployments. */
interface Dated {
  properties?: { createdOn?: string; attributes?: { created?: number } };
  systemData?: { createdAt?: string };
}

/** Reads of Azure Resource Manager. Each throws a UserError if it is not allowed. */
export interface AzureResources {
  /** Returns undefined if the resource does not exist. */
  find(id: string, apiVersion: string): Promise<ExistingResource | undefined>;
  /** Lists the resources of a type in a resource group; none if the group does not exist. */
  list(resourceGroup: string, resourceType: string): Promise<ListedResource[]>;
  close(): Promise<void>;
}

export async function azureResources(): Promise<AzureResources> {
  const { resourceManager, resourceManagerScope: scope } = currentCloud();
  const credential = await signIn(scope);
  const { token } = await credential.getToken(scope);

  /** Returns undefined if the resource does not exist. */
  const get = async (id: string, apiVersion: string, query = ""): Promise<unknown> => {
    const response = await request(
      services.azure,
      `${resourceManager}${id}?api-version=${apiVersion}${query}`,
      {
        headers: { authorization: `Bearer ${token}` },
      },
    );
    if (response.ok) {
      return response.json();
    }
    const error = serviceErrorIn(response.status, await response.text());
    if (isNotFound(error)) {
      return undefined;
    }
    const remedy = causeOf(error)?.remedy ?? "Sign in with an identity that may read it.";
    throw new UserError(
      `Azure does not return whether ${id} exists: ${describeServiceError(error).replace(/\.$/, "")}. ${remedy}`,
    );
  };

  /** An access policy is an entry of its vault. */
  const hasAccessPolicy = async (vaultId: string, principalId: string, apiVersion: string) => {
    const vault = (await get(vaultId, apiVersion)) as
      { properties: { accessPolicies?: { objectId: string }[] } } | undefined;
    return (vault?.properties.accessPolicies ?? []).some(
      ({ objectId }) => objectId.toLowerCase() === principalId.toLowerCase(),
    );
  };

  return {
    async find(id, apiVersion) {
      const [, vaultId, principalId] = /^(.+)\/accessPolicy\/([^/]+)$/.exec(id) ?? [];
      if (vaultId && principalId) {
        return (await hasAccessPolicy(vaultId, principalId, apiVersion))
          ? { createdAt: undefined }
          : undefined;
      }
      const resource = (await get(id, apiVersion)) as Dated | undefined;
      return resource && { createdAt: createdAt(id, resource) };
    },
    async list(resourceGroup, resourceType) {
      const filter = encodeURIComponent(`resourceType eq '${resourceType}'`);
      const query = `&$filter=${filter}&$expand=createdTime`;
      const page = await get(`${resourceGroup}/resources`, "2021-04-01", query);
      return (page as { value: ListedResource[] } | undefined)?.value ?? [];
    },
    close: () => Promise.resolve(),
  };
}

/**
 * Types whose date is evidence: a resource of another type may be older than its deployment, since Azure recovers deleted vaults and
 * accounts.
 */
const datedTypes = /\/(roleAssignments|secrets|deployments)\/[^/]+$/i;

function createdAt(id: string, { properties, systemData }: Dated): number | undefined {
  if (!datedTypes.test(id)) {
    return undefined;
  }
  const seconds = properties?.attributes?.created;
  const date = properties?.createdOn ?? systemData?.createdAt;
  if (seconds !== undefined) {
    return seconds * 1000;
  }
  return date === undefined ? undefined : Date.parse(date);
}
