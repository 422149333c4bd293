/** Deletions in Azure that a preview has shown: what a user reads before `pulumi up`, against the requests that it sends. */
import type { StackProject } from "./stackProject";

interface PreviewStep {
  op: string;
  oldState?: { id?: string };
}

/** A request that the local Azure has received. */
export interface ReceivedRequest {
  method: string;
  url: string;
  status: number;
}

/** Operations of a preview that delete a resource, or one of the two that a replacement leaves. */
const deleting = new Set(["delete", "delete-replaced", "replace", "create-replacement"]);

/**
 * Previews and deploys. @returns Ids that were deleted, and those of them that the preview had not shown, in lower case; and all
 * requests.
 */
export async function deployAsShown(
  project: StackProject,
  ...options: string[]
): Promise<{ deleted: string[]; notShown: string[]; requests: ReceivedRequest[] }> {
  const { stdout } = await project.pulumi("preview", "--json", ...options);
  const { steps } = JSON.parse(stdout) as { steps: PreviewStep[] };
  const shown = steps.flatMap(({ op, oldState }) =>
    deleting.has(op) && oldState?.id ? [oldState.id.toLowerCase()] : [],
  );
  await project.azure.control("DELETE", "/_local/requests");
  await project.pulumi("up", "--yes", "--skip-preview", ...options);
  const requests = await receivedRequests(project);
  const deleted = deletedIds(requests);
  return { deleted, notShown: deleted.filter((id) => !shown.some((each) => each.endsWith(id))), requests };
}

export async function receivedRequests({ azure }: StackProject): Promise<ReceivedRequest[]> {
  const { body } = await azure.control("GET", "/_local/requests");
  return body.requests as ReceivedRequest[];
}

/** Ids that requests have deleted, in order and in lower case. */
export const deletedIds = (requests: readonly ReceivedRequest[]): string[] =>
  requests
    .filter(({ method, status, url }) => method === "DELETE" && status < 300 && !url.includes("/_local/"))
    .map(({ url }) => deletedId(url));

/** The ARM id that a request deletes; of a secret, which the data plane deletes, the end of it. */
function deletedId(url: string): string {
  const { hostname, pathname } = new URL(url);
  const id = pathname.toLowerCase();
  return hostname.endsWith(".vault.azure.net") ? `/vaults/${hostname.split(".")[0]}${id}` : id;
}
