/**
 * Copies of checkpoints (preview), as Azure's article on fine-tuning and its v1 reference describe them. The texts of errors are ASSUMED, and
 * that the other account's models list has the copy. The role of the identity is not checked: identities of that kind have no principal here.
 */
import { regionName } from "../../arm/resources";
import type { ArmResource } from "../../arm/resources";
import { AzureError } from "../../error";
import type { Platform, Reply } from "../../service";
import type { AccountCall } from "../accountRoute";
import { addCopy, pollCopies } from "../model/checkpointCopies";
import { listCheckpoints } from "../model/checkpoints";
import type { Checkpoint } from "../model/checkpoints";
import { listJobs } from "../model/jobs";
import { toResponseCopies } from "../wire/checkpointCopies";
import type { CopyBody } from "../wire/checkpointCopies";
import { requireJob } from "./requireJob";

type CopyCall<Body = undefined> = AccountCall<"jobId" | "checkpointId", Body>;

const invalid = (message: string) => new AzureError(400, "invalidPayload", message);
const previewHeader = "aoai-copy-ft-checkpoints";

export async function postCopy(call: CopyCall<CopyBody>): Promise<Reply> {
  const { platform, account, body } = call;
  const checkpoint = await requireCheckpoint(call);
  requireIdentity(account);
  requireDestination(platform, body);
  addCopy(platform, checkpoint, body);
  return { status: 200, body: toResponseCopies(checkpoint, pollCopies(platform, checkpoint.id)) };
}

export async function getCopies(call: CopyCall): Promise<Reply> {
  const checkpoint = await requireCheckpoint(call);
  const copies = pollCopies(call.platform, checkpoint.id);
  if (copies.length === 0) {
    throw new AzureError(404, "notFound", "Copy checkpoint not found.");
  }
  return { status: 200, body: toResponseCopies(checkpoint, copies) };
}

async function requireCheckpoint(call: CopyCall<unknown>): Promise<Checkpoint> {
  const { platform, params, headers } = call;
  if (headers.get(previewHeader) !== "preview") {
    throw invalid(`The header '${previewHeader}' is missing: set it to 'preview'.`);
  }
  const { id } = await requireJob(call);
  const found = listCheckpoints(platform, id).find((checkpoint) => checkpoint.id === params.checkpointId);
  if (!found) {
    const name = params.checkpointId.slice(0, 60);
    throw new AzureError(404, "notFound", `The specified checkpoint '${name}' was not found.`);
  }
  return found;
}

function requireIdentity({ identity }: ArmResource): void {
  const { userAssignedIdentities = {} } = (identity ?? {}) as { userAssignedIdentities?: object };
  if (Object.keys(userAssignedIdentities).length === 0) {
    throw new AzureError(
      403,
      "Forbidden",
      "The resource has no user-assigned managed identity with access to the destination resource.",
    );
  }
}

function requireDestination(platform: Platform, { destinationResourceId: id, region }: CopyBody): void {
  const destination = platform.resources.get(id);
  if (destination?.type.toLowerCase() !== "microsoft.cognitiveservices/accounts") {
    throw new AzureError(404, "notFound", `The destination resource '${id.slice(0, 200)}' was not found.`);
  }
  if (regionName(destination.location ?? "") !== regionName(region)) {
    throw invalid(`The destination resource is not in the region '${region.slice(0, 40)}'.`);
  }
  if (destination.properties.publicNetworkAccess === "Disabled") {
    throw invalid("The destination resource has disabled public network access.");
  }
  if (listJobs(platform, destination.id).length === 0) {
    throw invalid("The destination resource has no fine-tuning job.");
  }
}
