/** Compressed files, other binary formats, and encodings. */
import * as zlib from "node:zlib";
import { user, assistant, lines, jsonl } from "./examples";
import type { FormatCase } from "./examples";

function utf16BigEndian(text: string): Buffer {
  return Buffer.from(text, "utf16le").swap16();
}

function utf32(text: string, isBigEndian: boolean): Buffer {
  const codes = [...text].map((character) => character.codePointAt(0)!);
  const buffer = Buffer.alloc(4 * codes.length);
  codes.forEach((code, index) =>
    isBigEndian ? buffer.writeUInt32BE(code, 4 * index) : buffer.writeUInt32LE(code, 4 * index),
  );
  return buffer;
}

/** A ZIP archive with one file, as far as its first bytes tell. */
const zipOf = (name: string) =>
  Buffer.concat([Buffer.from("504b0304140000000000", "hex"), Buffer.alloc(20), Buffer.from(`${name}<x/>`)]);
const bytes = (hex: string) => Buffer.concat([Buffer.from(hex, "hex"), Buffer.alloc(64, 1)]);

export const binaryCases: readonly FormatCase[] = [
  // Compressed files and other binary formats
  {
    name: "gzip",
    content: zlib.gzipSync(jsonl),
    what: /^is compressed with gzip\. Decompress it/,
    converts: true,
    extension: "jsonl.gz",
  },
  {
    name: "an Excel workbook",
    content: zipOf("xl/workbook.xml"),
    what: /^is an Excel workbook\. Save the sheet as CSV/,
    extension: "xlsx",
  },
  {
    name: "a Word document",
    content: zipOf("word/document.xml"),
    what: /^is a Word document/,
    extension: "docx",
  },
  {
    name: "a ZIP archive",
    content: zipOf("train.jsonl"),
    what: /^is a ZIP archive\. Extract the file.*unzip -p/,
    extension: "zip",
  },
  {
    name: "an OpenDocument spreadsheet",
    content: zipOf("application/vnd.oasis.opendocument.spreadsheet"),
    what: /^is an OpenDocument spreadsheet/,
  },
  {
    name: "an old Excel file",
    content: bytes("d0cf11e0a1b11ae1"),
    what: /^is an old Excel or Word file/,
    extension: "xls",
  },
  {
    name: "Parquet",
    content: bytes("50415231"),
    what: /^is in Parquet format.*read_parquet/,
    extension: "parquet",
  },
  { name: "Arrow", content: bytes("4152524f5731"), what: /^is in Arrow format/, extension: "arrow" },
  { name: "Feather", content: bytes("46454131"), what: /^is in Feather format/ },
  { name: "ORC", content: bytes("4f5243"), what: /^is in ORC format/ },
  { name: "Avro", content: bytes("4f626a01"), what: /^is in Avro format/ },
  { name: "a pickle", content: bytes("8004"), what: /^is a Python pickle/, extension: "pkl" },
  { name: "PDF", content: bytes("255044462d312e37"), what: /^is a PDF document/, extension: "pdf" },
  {
    name: "Zstandard",
    content: bytes("28b52ffd"),
    what: /^is compressed with Zstandard.*zstd -dc/,
    extension: "jsonl.zst",
  },
  { name: "bzip2", content: bytes("425a6839"), what: /^is compressed with bzip2.*bunzip2 -c/ },
  { name: "xz", content: bytes("fd377a585a00"), what: /^is compressed with xz.*xz -dc/ },
  { name: "LZ4", content: bytes("04224d18"), what: /^is compressed with LZ4/ },
  { name: "7z", content: bytes("377abcaf271c"), what: /^is a 7z archive/ },
  {
    name: "tar",
    content: Buffer.concat([Buffer.alloc(257, 97), Buffer.from("ustar\0"), Buffer.alloc(250)]),
    what: /^is a tar archive/,
  },
  { name: "SQLite", content: Buffer.from("SQLite format 3\0more"), what: /^is an SQLite database/ },
  { name: "NumPy", content: bytes("934e554d5059"), what: /^is a NumPy array/ },
  { name: "HDF5", content: bytes("894844460d0a1a0a"), what: /^is in HDF5 format/ },
  { name: "an image", content: bytes("89504e470d0a1a0a"), what: /^is a PNG image/ },
  { name: "a model", content: bytes("47475546"), what: /^is a model in GGUF format/ },
  { name: "rich text", content: "{\\rtf1 messages}", what: /^is in Rich Text Format/ },
  // Encodings
  {
    name: "UTF-16 with a mark",
    content: Buffer.from(`\ufeff${jsonl}`, "utf16le"),
    what: /^is UTF-16, which PowerShell's > writes\. Save it as UTF-8\./,
    converts: true,
  },
  {
    name: "UTF-16 without a mark",
    content: Buffer.from(jsonl, "utf16le"),
    what: /^is UTF-16.*UTF-16LE/,
    converts: true,
  },
  {
    name: "UTF-16, big-endian with a mark",
    content: utf16BigEndian(`\ufeff${jsonl}`),
    what: /^is UTF-16/,
    converts: true,
  },
  {
    name: "UTF-16, big-endian without a mark",
    content: utf16BigEndian(jsonl),
    what: /^is UTF-16.*UTF-16BE/,
    converts: true,
  },
  { name: "UTF-32 with a mark", content: utf32(`\ufeff${jsonl}`, false), what: /^is UTF-32/, converts: true },
  {
    name: "UTF-32 without a mark",
    content: utf32(jsonl, false),
    what: /^is UTF-32.*UTF-32LE/,
    converts: true,
  },
  { name: "UTF-32, big-endian", content: utf32(jsonl, true), what: /^is UTF-32.*UTF-32BE/, converts: true },
  {
    name: "Windows-1252",
    content: Buffer.from(
      lines((number) => ({ messages: [user(`caf\u00e9 ${number}`), assistant()] })),
      "latin1",
    ),
    what: /^is not valid UTF-8.*WINDOWS-1252/,
    converts: true,
  },
  {
    name: "Windows-1252 in some lines",
    content: Buffer.from(
      lines((number) => ({
        messages: [user(`${number % 4 ? "cafe" : "caf\u00e9"} ${number}`), assistant()],
      })),
      "latin1",
    ),
    what: /^is not valid UTF-8.*\(lines 4, 8 and 12\)/,
    converts: true,
  },
  { name: "UTF-7", content: "+AHsAIg-messages", what: /^is UTF-7/ },
  { name: "zero bytes", content: Buffer.alloc(4096), what: /^begins with zero bytes/ },
  {
    name: "Base64",
    content: Buffer.from(jsonl).toString("base64"),
    what: /^is encoded in Base64/,
    converts: true,
  },
];
