import { EnvHttpProxyAgent, fetch } from "undici";
import { signIn } from "../azure/signIn";
import { UserError } from "../failure";

const arm = "https://management.azure.com";

interface Listed {
  id: string;
  name: string;
  createdTime: string;
}

/** What Azure has. @throws UserError where it may not be read. */
export interface AzureLookUp {
  has(id: string, apiVersion: string): Promise<boolean>;
  /** Resources of a type in a resource group; none where the group is not there. */
  list(resourceGroup: string, resourceType: string): Promise<Listed[]>;
  close(): Promise<void>;
}

export async function lookUpAzure(): Promise<AzureLookUp> {
  const credential = await signIn(`${arm}/.default`);
  const token = (await credential.getToken(`${arm}/.default`))!.token;
  const dispatcher = new EnvHttpProxyAgent();

  const get = async (id: string, apiVersion: string, query = ""): Promise<unknown> => {
    const response = await fetch(`${arm}${id}?api-version=${apiVersion}${query}`, {
      dispatcher,
      headers: { authorization: `Bearer ${token}` },
    });
    if (response.status === 404) {
      await response.body?.cancel();
      return undefined;
    }
    if (!response.ok) {
      throw new UserError(
        `Azure does not say whether ${id} is there: ${response.status}. Sign in with a right to read it.`,
      );
    }
    return response.json();
  };

  return {
    async has(id, apiVersion) {
      const [, vault, principal] = /^(.+)\/accessPolicy\/([^/]+)$/.exec(id) ?? [];
      if (!vault) {
        return (await get(id, apiVersion)) !== undefined;
      }
      const found = (await get(vault, apiVersion)) as
        { properties: { accessPolicies?: { objectId: string }[] } } | undefined;
      return (found?.properties.accessPolicies ?? []).some(
        ({ objectId }) => objectId.toLowerCase() === principal!.toLowerCase(),
      );
    },
    async list(resourceGroup, resourceType) {
      const filter = encodeURIComponent(`resourceType eq '${resourceType}'`);
      const query = `&$filter=${filter}&$expand=createdTime`;
      const found = await get(`${resourceGroup}/resources`, "2021-04-01", query);
      return (found as { value: Listed[] } | undefined)?.value ?? [];
    },
    close: () => dispatcher.close(),
  };
}
