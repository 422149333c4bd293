/** Requests with a file that is read while it is sent. */
import type { AzureOpenAI } from "openai";

export interface FileContent {
  name: string;
  bytes: number;
  /** Reads the content from its start, once for each attempt. */
  read: () => AsyncIterable<Uint8Array>;
}

interface FormFields {
  /** Name of the field that has the file. */
  field: string;
  /** The other fields. */
  values?: Readonly<Record<string, string>>;
}

/**
 * Posts a form with a file.
 * @throws The error of `read` if it fails: the request is then aborted before its end, so that Azure has no part of the file.
 */
export async function postFile<Result>(
  client: AzureOpenAI,
  path: string,
  { name, bytes, read }: FileContent,
  { field, values = {} }: FormFields,
  signal: AbortSignal,
): Promise<Result> {
  const failure = new AbortController();
  const readOrAbort = async function* () {
    try {
      yield* read();
    } catch (error) {
      failure.abort(error);
      throw error;
    }
  };
  const body = new FormData();
  Object.entries(values).forEach(([key, value]) => body.append(key, value));
  // Without a third argument, which would copy the file and lose its stream. So would the client's own methods.
  body.append(field, new StreamedFile(name, bytes, readOrAbort));
  try {
    return await client.post<Result>(path, { body, signal: AbortSignal.any([signal, failure.signal]) });
  } catch (error) {
    throw failure.signal.aborted ? failure.signal.reason : error;
  }
}

/** A file whose content is read as it is sent. Its size is known, so that the request has a Content-Length. */
class StreamedFile extends File {
  constructor(
    name: string,
    bytes: number,
    private readonly read: () => AsyncIterable<Uint8Array>,
  ) {
    super([], name);
    Object.defineProperty(this, "size", { value: bytes });
  }

  override stream(): ReturnType<File["stream"]> {
    return ReadableStream.from(this.read()) as ReturnType<File["stream"]>;
  }
}
