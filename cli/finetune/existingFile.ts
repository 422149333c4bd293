/** A training file that is in Azure already. */
import { APIError } from "openai";
import { abortable } from "../openai/client";
import { waitUntilProcessed } from "../openai/files";
import type { Uploading } from "./uploadOnce";

/** Returns what is wrong with a file in Azure; empty if a job can use it. */
export async function existingFileProblems(
  id: string,
  { openai: { client }, signal }: Pick<Uploading, "openai" | "signal">,
): Promise<string[]> {
  try {
    const { purpose } = await client.files.retrieve(id, abortable(signal));
    return purpose === "fine-tune"
      ? []
      : [`${id} has the purpose ${purpose}. Specify a file with the purpose fine-tune.`];
  } catch (error) {
    if (error instanceof APIError && error.status === 404) {
      return [`${id}: this account has no such file. Specify another ID, or a file of this machine.`];
    }
    throw error;
  }
}

/** Waits until Azure has processed the file. @throws UserError if Azure has rejected it. */
export async function requireProcessed(id: string, uploading: Uploading): Promise<string> {
  const { openai, output, signal, pollSeconds } = uploading;
  const { bytes } = await openai.client.files.retrieve(id, abortable(signal));
  const onWait = () => output.print(`… Azure is processing ${id}`);
  await waitUntilProcessed(id, id, { bytes, client: openai.client, signal, pollSeconds, onWait });
  return id;
}
