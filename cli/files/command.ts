/** `files list`, `files delete`: the files of an account. */
import { completeCommands } from "../deployment/completeCommands";
import type { EndpointOptions } from "../deployment/target";
import { counted, UserError } from "../errors";
import { openAiClient } from "../openai/client";
import type { OpenAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { deleteFile, listFiles } from "../openai/files";
import type { UploadedFile } from "../openai/files";
import { isFinished, listJobs } from "../openai/jobs";
import type { Job } from "../openai/jobs";
import { createOutput, printJson } from "../output";

type FilesOptions = EndpointOptions & { json?: boolean };

/** Lists the account's files, newest first, with what each is for. */
export async function list(options: FilesOptions): Promise<void> {
  const { client, endpoint } = await openAiClient(options);
  const files = await listFiles(client, new AbortController().signal).catch((error: unknown) => {
    throw toUserError("The files", endpoint, error);
  });
  files.sort((a, b) => b.created_at - a.created_at || (a.id < b.id ? -1 : 1));
  const output = createOutput(options);
  if (output.json) {
    printJson({ files });
    return;
  }
  output.print(...files.map(lineOf));
  if (files.length === 0) {
    output.print("There are no files.");
  }
}

function lineOf({ id, created_at: createdAt, status, bytes, purpose, filename }: UploadedFile): string {
  const time = new Date(createdAt * 1000).toISOString().slice(0, 16).replace("T", " ");
  const size = typeof bytes === "number" ? `${(bytes / 1_000_000).toFixed(1)} MB` : "size unknown";
  return `${id}  ${time}  ${status.padEnd(9)} ${size.padStart(10)}  ${purpose.padEnd(17)} ${filename}`;
}

/**
 * Deletes files.
 * @param ids IDs of files; one that is listed twice is deleted once.
 * @throws UserError with everything that prevents it, before a file is deleted; or with the files that do not exist, after the others are.
 */
export async function deleteFiles(ids: string[], options: FilesOptions & { yes?: boolean }): Promise<void> {
  const openai = await openAiClient(options);
  const output = createOutput(options);
  const wanted = [...new Set(ids)];
  const { existing, missing, users } = await lookUp(openai, wanted);
  const notFound = missing.map((id) =>
    completeCommands(
      `${id} does not exist in this account. Run npx azure-openai-wandb files list for the files.`,
      options,
    ),
  );
  if (users.length > 0 && !options.yes) {
    const used = users.map(({ file, job }) => `${file} is used by ${job.id}, which is ${job.status}.`);
    throw new UserError([
      "Nothing was deleted. Add --yes to delete files that jobs use.",
      ...[...used, ...notFound].map((line) => `  ✖ ${line}`),
    ]);
  }
  const failures: string[] = [];
  for (const id of existing) {
    const failure = await deleteFile(openai.client, id).catch((error: unknown) => error);
    if (failure) {
      failures.push(toUserError(`The file ${id}`, openai.endpoint, failure).message);
      continue;
    }
    output.emit("deleted", { file: id });
    output.print(`✔ Deleted ${id}`);
  }
  if (failures.length + notFound.length > 0) {
    throw new UserError(
      [
        `${counted(failures.length + notFound.length, "file")} could not be deleted.`,
        ...failures,
        ...notFound,
      ],
      1,
    );
  }
}

interface LookedUp {
  existing: string[];
  missing: string[];
  /** Jobs that are not finished, with the files that they use. */
  users: { file: string; job: Job }[];
}

async function lookUp({ client, endpoint }: OpenAiClient, ids: readonly string[]): Promise<LookedUp> {
  const { signal } = new AbortController();
  const [files, jobs] = await Promise.all([listFiles(client, signal), listJobs(client, signal)]).catch(
    (error: unknown) => {
      throw toUserError("The files", endpoint, error);
    },
  );
  const known = new Set(files.map(({ id }) => id));
  return {
    existing: ids.filter((id) => known.has(id)),
    missing: ids.filter((id) => !known.has(id)),
    users: jobs
      .filter((job) => !isFinished(job))
      .flatMap((job) =>
        [job.training_file, job.validation_file].flatMap((file) =>
          file && ids.includes(file) ? [{ file, job }] : [],
        ),
      ),
  };
}
