/** A result file that ends too early: at a line, it looks complete, and only its size at Azure tells. */
import type { AzureOpenAI } from "openai";
import { readResultFiles } from "../../../cli/openai/results";

const lines = [
  "step,train_loss",
  ...Array.from({ length: 30 }, (_, index) => `${index + 1},${2 / (index + 1)}`),
];
const whole = `${lines.join("\n")}\n`;

/** A client whose file has a size, and returns some bytes. @param bytes An error: the size cannot be read. */
const clientWith = (content: Buffer, bytes: number | undefined | Error) =>
  ({
    files: {
      content: () => Promise.resolve({ body: [content] }),
      retrieve: () =>
        bytes instanceof Error ? Promise.reject(bytes) : Promise.resolve({ id: "file-1", bytes }),
    },
  }) as unknown as AzureOpenAI;

const read = (content: Buffer, bytes: number | undefined | Error, signal = new AbortController().signal) =>
  readResultFiles(clientWith(content, bytes), { result_files: ["file-1"] } as never, signal, true);

const encodings: readonly [name: string, encode: (text: string) => Buffer, sent: (file: Buffer) => Buffer][] =
  [
    ["UTF-8", (text) => Buffer.from(text), (file) => file],
    ["UTF-8 with a byte-order mark", (text) => Buffer.from(`\ufeff${text}`), (file) => file],
    ["UTF-16", (text) => Buffer.from(`\ufeff${text}`, "utf16le"), (file) => file],
    ["base64", (text) => Buffer.from(text), (file) => Buffer.from(file.toString("base64"))],
  ];

describe.each(encodings)("a result file in %s", (_name, encode, sent) => {
  const { length } = encode(whole);

  test("that is complete has no problem", async () => {
    const { rows, problems } = await read(sent(encode(whole)), length);
    expect([rows.length, problems]).toEqual([30, []]);
  });

  test.each([2, 3, 15, 30])("that ends after %d lines is used, and told", async (count) => {
    const part = encode(`${lines.slice(0, count).join("\n")}\n`);
    const { rows, problems } = await read(sent(part), length);
    expect([rows.length, problems]).toEqual([
      count - 1,
      [`The result file file-1 was received in part (${part.length} of ${length} bytes).`],
    ]);
  });

  test.each<[string, number | undefined | Error]>([
    ["is not known", undefined],
    ["is 0", 0],
    ["is less than the file", length - 1],
  ])("whose size %s has no problem", async (_what, bytes) => {
    expect((await read(sent(encode(whole)), bytes)).problems).toEqual([]);
  });
});

test("a file that ends in a line tells both", async () => {
  const { problems } = await read(Buffer.from("step,train_loss,valid_loss\n1,2,3\n2,1"), 100);
  expect(problems).toEqual([
    "The result file file-1 ends in the middle of a line and was received in part (36 of 100 bytes).",
  ]);
});

test("a size that cannot be read is told", async () => {
  const { rows, problems } = await read(Buffer.from(whole), new Error("Not today."));
  expect([rows.length, problems]).toEqual([
    30,
    ["The result file file-1 cannot be compared with its size (Not today.)."],
  ]);
});

test("an interrupted command reads no size", async () => {
  const controller = new AbortController();
  controller.abort();
  await expect(read(Buffer.from(whole), new Error("aborted"), controller.signal)).rejects.toThrow("aborted");
});
