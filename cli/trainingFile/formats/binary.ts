/** Files that are not text, by their first bytes. */
import type { Format } from "./format";
import { python } from "./format";

interface BinaryFormat extends Format {
  /** First bytes, in hexadecimal digits. */
  begin: string;
  /** Where they are. @default 0 */
  at?: number;
  /** A text among the first bytes, which tells formats in the same container apart. */
  contains?: string;
}

const spreadsheet = "Save the sheet as CSV (UTF-8), and write each row as one example";
const exported = "Export its text as JSONL";
const dataFrame = (read: string) =>
  python(
    `import pandas, sys; print(pandas.${read}(sys.argv[1]).to_json(orient='records', lines=True, force_ascii=False))`,
  );

export const binaryFormats: readonly BinaryFormat[] = [
  {
    begin: "1f8b",
    what: "is compressed with gzip",
    advice: "Decompress it",
    command: "gunzip -c FILE > OUT",
  },
  { begin: "504b0304", contains: "xl/", what: "is an Excel workbook", advice: spreadsheet },
  { begin: "504b0304", contains: "word/", what: "is a Word document", advice: exported },
  {
    begin: "504b0304",
    contains: ".npy",
    what: "is an archive of NumPy arrays",
    advice: exported,
  },
  {
    begin: "504b0304",
    contains: "opendocument.spreadsheet",
    what: "is an OpenDocument spreadsheet",
    advice: spreadsheet,
  },
  { begin: "504b0304", what: "is a ZIP archive", advice: "Extract the file", command: "unzip -p FILE > OUT" },
  { begin: "504b0506", what: "is an empty ZIP archive", advice: "Specify the file itself" },
  { begin: "d0cf11e0", what: "is an old Excel or Word file", advice: spreadsheet },
  {
    begin: "50415231",
    what: "is in Parquet format",
    command: dataFrame("read_parquet"),
  },
  {
    begin: "4152524f5731",
    what: "is in Arrow format",
    command: dataFrame("read_feather"),
  },
  { begin: "46454131", what: "is in Feather format", command: dataFrame("read_feather") },
  { begin: "ffffffff", what: "is an Arrow stream", advice: exported },
  { begin: "4f524300", what: "is in ORC format", command: dataFrame("read_orc") },
  { begin: "4f5243", what: "is in ORC format", command: dataFrame("read_orc") },
  { begin: "4f626a01", what: "is in Avro format", advice: exported },
  ...["02", "03", "04", "05"].map((protocol) => ({
    begin: `80${protocol}`,
    what: "is a Python pickle",
    advice: "Load it where it was written, and write each example with json.dumps",
  })),
  { begin: "255044462d", what: "is a PDF document", advice: exported },
  {
    begin: "28b52ffd",
    what: "is compressed with Zstandard",
    advice: "Decompress it",
    command: "zstd -dc FILE > OUT",
  },
  {
    begin: "425a68",
    what: "is compressed with bzip2",
    advice: "Decompress it",
    command: "bunzip2 -c FILE > OUT",
  },
  {
    begin: "fd377a585a00",
    what: "is compressed with xz",
    advice: "Decompress it",
    command: "xz -dc FILE > OUT",
  },
  {
    begin: "04224d18",
    what: "is compressed with LZ4",
    advice: "Decompress it",
    command: "lz4 -dc FILE > OUT",
  },
  { begin: "377abcaf271c", what: "is a 7z archive", advice: "Extract the file" },
  { begin: "526172211a07", what: "is a RAR archive", advice: "Extract the file" },
  {
    begin: "53514c69746520666f726d6174203300",
    what: "is an SQLite database",
    advice: "Export a table with sqlite3, in .mode json, and write each row as one example",
  },
  { begin: "934e554d5059", what: "is a NumPy array", advice: exported },
  { begin: "894844460d0a1a0a", what: "is in HDF5 format", advice: exported },
  { begin: "89504e470d0a1a0a", what: "is a PNG image", advice: "Specify the JSONL file that refers to it" },
  { begin: "ffd8ff", what: "is a JPEG image", advice: "Specify the JSONL file that refers to it" },
  { begin: "47494638", what: "is a GIF image", advice: "Specify the JSONL file" },
  { begin: "52494646", what: "is an image, audio or video file", advice: "Specify the JSONL file" },
  { begin: "494433", what: "is an audio file", advice: "Specify the JSONL file" },
  { begin: "47475546", what: "is a model in GGUF format", advice: "Specify the JSONL file" },
  { begin: "7f454c46", what: "is a program", advice: "Specify the JSONL file" },
  { begin: "7b5c727466", what: "is in Rich Text Format", advice: "Save it as plain text in UTF-8" },
  {
    begin: "7573746172",
    at: 257,
    what: "is a tar archive",
    advice: "Extract the file",
    command: "tar -xOf FILE > OUT",
  },
];

/** @param head The first bytes of a file. */
export function findBinaryFormat(head: Buffer): Format | undefined {
  return binaryFormats.find(({ begin, at = 0, contains }) => {
    const bytes = Buffer.from(begin, "hex");
    return (
      head.subarray(at, at + bytes.length).equals(bytes) &&
      (contains === undefined || head.includes(contains))
    );
  });
}
