/** Microsoft Entra ID, through Microsoft Graph: which principals exist. */
import { explainError } from "../network/explain";
import { request } from "../network/request";
import { serviceErrorIn } from "../network/serviceErrors";
import { services } from "../network/service";
import { currentCloud } from "./clouds";
import type { Credential } from "./credential";

/** Graph's maximum of IDs in one request. */
const maxIds = 1000;

/** The principals that exist, by lowercase object ID, or why the directory was not read: many identities may not read it. */
export type ExistingPrincipals = { objectIds: ReadonlySet<string> } | { notReadBecause: string };

/** Finds out which object IDs are in the directory. Never throws an error. */
export async function findPrincipals(
  credential: Credential,
  objectIds: readonly string[],
): Promise<ExistingPrincipals> {
  try {
    const { graph } = currentCloud();
    const { token } = await credential.getToken(`${graph}/.default`);
    const existing = new Set<string>();
    for (let start = 0; start < objectIds.length; start += maxIds) {
      const response = await request(services.graph, `${graph}/v1.0/directoryObjects/getByIds`, {
        method: "POST",
        headers: { authorization: `Bearer ${token}`, "content-type": "application/json" },
        body: JSON.stringify({ ids: objectIds.slice(start, start + maxIds) }),
      });
      if (!response.ok) {
        const { status, codes } = serviceErrorIn(response.status, await response.text());
        return { notReadBecause: [status, ...codes].join(" ") };
      }
      const { value } = (await response.json()) as GraphResponse;
      value.forEach(({ id }) => existing.add(id.toLowerCase()));
    }
    return { objectIds: existing };
  } catch (error) {
    return { notReadBecause: explainError(error).reason };
  }
}

interface GraphResponse {
  value: { id: string }[];
}
