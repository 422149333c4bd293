/** A form that is streamed arrives as one that the platform writes, and never longer or shorter than it was announced. */
import { createServer } from "node:http";
import type { IncomingMessage, Server, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import * as fc from "fast-check";
import { dispatcherFor } from "../../../cli/network/request";
import { postForm } from "../../../cli/network/streamedForm";

let server: Server;
let url: string;
let received: { form?: FormData; length?: string; failed?: boolean } = {};

beforeAll(async () => {
  server = createServer((request, response) => void receive(request, response));
  const receive = async (request: IncomingMessage, response: ServerResponse) => {
    const chunks: Buffer[] = [];
    try {
      for await (const chunk of request as AsyncIterable<Buffer>) {
        chunks.push(chunk);
      }
    } catch {
      received = { failed: true };
      return;
    }
    const { "content-type": type = "", "content-length": length } = request.headers;
    const form = await new Response(Buffer.concat(chunks), { headers: { "content-type": type } }).formData();
    received = { form, length };
    response.writeHead(201, { "content-type": "application/json", "x-custom": "kept" }).end("{}");
  };
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/path?query=1`;
});
afterAll(() => new Promise((resolve) => (server.close(resolve), server.closeAllConnections())));

const post = (form: FormData, onBytesSent: (bytes: number) => void = () => undefined) =>
  postForm(url, form, {
    headers: new Headers({ authorization: "Bearer token" }),
    dispatcher: dispatcherFor(new URL(url)),
    signal: new AbortController().signal,
    timeoutMs: 10_000,
    onBytesSent,
  });

/** A file that announces a size. */
function fileOf(chunks: readonly Uint8Array[], name: string, size: number): File {
  const file = new File([], name);
  Object.defineProperty(file, "size", { value: size });
  file.stream = () => ReadableStream.from(chunks) as ReturnType<File["stream"]>;
  return file;
}

test("has the fields, names and contents that were written, for any of them", async () => {
  const name = fc
    .string({ unit: "grapheme", minLength: 1, maxLength: 40 })
    .filter((text) => !/[\r\n]/.test(text));
  const content = fc.array(fc.uint8Array({ minLength: 1, maxLength: 300 }), { maxLength: 5 });
  await fc.assert(
    fc.asyncProperty(name, content, fc.string({ maxLength: 100 }), async (fileName, chunks, value) => {
      const whole = Buffer.concat(chunks);
      const form = new FormData();
      form.append("purpose", value);
      form.append("file", fileOf(chunks, fileName, whole.length));
      let sent = 0;
      const response = await post(form, (bytes) => (sent += bytes));
      expect(response.status).toBe(201);
      expect(response.headers.get("x-custom")).toBe("kept");
      const file = received.form!.get("file") as File;
      expect(Buffer.from(await file.arrayBuffer()).equals(whole)).toBe(true);
      expect(received.form!.get("purpose")).toBe(value);
      expect(file.name).toBe(fileName);
      expect(sent).toBe(whole.length);
    }),
    { numRuns: 40 },
  );
});

test.each<[what: string, size: number]>([
  ["shorter", 11],
  ["longer", 9],
])("a file that is not as %s as it was announced is not received", async (_what, size) => {
  received = {};
  const form = new FormData();
  form.append("file", fileOf([Buffer.alloc(10)], "a", size));
  await expect(post(form)).rejects.toThrow();
  expect(received.form).toBeUndefined();
});

test("a file whose reading fails is not received", async () => {
  received = {};
  const form = new FormData();
  const file = fileOf([], "a", 10);
  file.stream = () =>
    ReadableStream.from(
      (async function* () {
        yield Buffer.alloc(5);
        throw new Error("changed");
      })(),
    ) as ReturnType<File["stream"]>;
  form.append("file", file);
  await expect(post(form)).rejects.toThrow("changed");
  expect(received.form).toBeUndefined();
});
