/** The files API of Azure OpenAI as far as uploads need it, for tests that change a file while it is being uploaded. */
import { createServer } from "node:http";
import type { IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { AzureOpenAI } from "openai";

export interface StoredFile {
  id: string;
  filename: string;
  bytes: number | null;
  status: string;
  created_at: number;
  content: Buffer;
}

export interface FilesService {
  client: AzureOpenAI;
  endpoint: string;
  files: StoredFile[];
  /** Called before a list is returned. */
  onList: () => void;
  /** Called when the first bytes of an upload arrive. The rest is read afterwards. */
  onUpload: () => void;
  /** What the service returns of a file that it has just received. */
  toAnswer: (file: StoredFile) => Partial<StoredFile>;
  /** The status of a file that is being processed. */
  processed: (file: StoredFile) => Partial<StoredFile>;
  close(): Promise<void>;
}

export async function filesService(): Promise<FilesService> {
  const files: StoredFile[] = [];
  const server = createServer((request, response) => {
    const answer = (body: unknown) => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify(body));
    };
    answerTo(request).then(answer, () => response.destroy());
  });
  const service: FilesService = {
    client: undefined as never,
    endpoint: "",
    files,
    onList: () => undefined,
    onUpload: () => undefined,
    toAnswer: (file) => file,
    processed: (file) => ({ ...file, status: "processed" }),
    close: () => new Promise((resolve) => server.close(() => resolve())),
  };

  const withoutContent = ({ content: _, ...file }: Partial<StoredFile>) => file;
  const answerTo = async (request: IncomingMessage) => {
    const [, id] = /\/files\/([^/?]+)/.exec(request.url!) ?? [];
    const index = files.findIndex((file) => file.id === id);
    if (request.method === "DELETE") {
      files.splice(index, 1);
      return {};
    }
    if (request.method === "POST") {
      const file = parseForm(request, await readBody(request, service), files.length + 1);
      files.push(file);
      return withoutContent(service.toAnswer(file));
    }
    if (id !== undefined) {
      return withoutContent(service.processed(files[index]!));
    }
    service.onList();
    return { object: "list", data: files.map(withoutContent) };
  };

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  service.endpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  service.client = new AzureOpenAI({
    baseURL: `${service.endpoint}openai`,
    apiVersion: "2025-04-01-preview",
    apiKey: "none",
    maxRetries: 0,
  });
  return service;
}

/** Fails if the request is aborted before its end. */
async function readBody(request: IncomingMessage, service: FilesService): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) {
    if (chunks.length === 0) {
      service.onUpload();
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function parseForm(request: IncomingMessage, body: Buffer, number: number): StoredFile {
  const [, boundary] = /boundary=(.+)$/.exec(request.headers["content-type"]!)!;
  // Without a text of the whole body, which is large.
  const name = body.indexOf("filename=");
  const begin = body.indexOf("\r\n\r\n", name) + 4;
  const content = body.subarray(begin, body.indexOf(`\r\n--${boundary}`, begin));
  const [, filename] = /filename="([^"]+)"/.exec(body.toString("utf8", name, begin))!;
  return {
    id: `file-${number}`,
    filename: filename!,
    bytes: content.length,
    status: "pending",
    created_at: number,
    content,
  };
}
