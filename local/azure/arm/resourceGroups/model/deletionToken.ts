/**
 * The token in the URL that a deletion is polled at: the job as base64url, as in recorded deletions (Azure CLI, Jul 2020; ASO,
 * Jul 2026). Clients do not read it.
 */
const prefix = "RESOURCEGROUPDELETIONJOB-";

export const deletionToken = (operationId: string, location: string): string =>
  Buffer.from(JSON.stringify({ jobId: `${prefix}${operationId}`, jobLocation: location })).toString(
    "base64url",
  );

/** The id of the operation of a token; "" where the text is not one of these tokens. */
export function operationOfToken(token: string): string {
  const text = Buffer.from(token, "base64url").toString();
  const [, id = ""] = new RegExp(`^\\{"jobId":"${prefix}([\\w-]+)"`).exec(text) ?? [];
  return id;
}
