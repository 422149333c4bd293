/** Result files as they are found: by Azure's documentation, by recordings, and after spreadsheets and scripts have written them again. */
import * as fc from "fast-check";
import { parseResultFile } from "../../../cli/openai/resultFile/parse";

const csv = "step,train_loss,valid_loss\n1,2.5,\n2,1.5,1.75\n";
const rows = [
  { step: 1, train_loss: 2.5 },
  { step: 2, train_loss: 1.5, valid_loss: 1.75 },
];
const bytes = (text: string, encoding: BufferEncoding = "utf8") => Buffer.from(text, encoding);
const base64 = (text: string) => bytes(text).toString("base64");
const bigEndian = (text: string) => bytes(text, "utf16le").swap16();
const everyCharacters = (text: string, count: number, separator: string) =>
  text.replace(new RegExp(`(.{${count}})`, "g"), `$1${separator}`);

describe("the same rows are read from", () => {
  test.each<[string, string | Buffer]>([
    ["the documented form", csv],
    ["quoted names", csv.replace("step,train_loss,valid_loss", '"step","train_loss","valid_loss"')],
    ["quoted values", 'step,train_loss,valid_loss\n"1","2.5",""\n"2","1.5","1.75"\n'],
    ["another order of columns", "valid_loss,step,train_loss\n,1,2.5\n1.75,2,1.5\n"],
    ["an index column without a name", ",step,train_loss,valid_loss\n0,1,2.5,\n1,2,1.5,1.75\n"],
    ["an index column of pandas", "Unnamed: 0,step,train_loss,valid_loss\n0,1,2.5,\n1,2,1.5,1.75\n"],
    ["a column of other text", "step,phase,train_loss,valid_loss\n1,train,2.5,\n2,train,1.5,1.75\n"],
    ["CRLF", csv.replaceAll("\n", "\r\n")],
    ["CR", csv.replaceAll("\n", "\r")],
    ["mixed line ends", csv.replace("\n", "\r\n")],
    ["no line end after the last line", csv.trimEnd()],
    ["blank lines", `\n\n${csv.replaceAll("\n", "\n\n")}  \n`],
    ["lines of empty cells", `${csv},,\n,,\n`],
    ["semicolons", csv.replaceAll(",", ";")],
    ["semicolons and decimal commas", csv.replaceAll(",", ";").replaceAll(".", ",")],
    ["tabs", csv.replaceAll(",", "\t")],
    ["vertical bars", csv.replaceAll(",", "|")],
    ["Excel's line about the delimiter", `sep=;\n${csv.replaceAll(",", ";")}`],
    ["comments above the header", `# results\n# of a job\n${csv}`],
    ["a header that is a comment, as NumPy writes it", `# ${csv}`],
    ["upper-case names", csv.replace("step,train_loss,valid_loss", "STEP,TRAIN_LOSS,VALID_LOSS")],
    ["names in words", csv.replace("step,train_loss,valid_loss", "Step,Training loss,Validation loss")],
    [
      "names with spaces around them",
      csv.replace("step,train_loss,valid_loss", " step , train_loss ,valid_loss "),
    ],
    ["values with spaces around them", "step, train_loss, valid_loss\n1, 2.5, \n 2, 1.5, 1.75\n"],
    ["validation_…", csv.replace("valid_", "validation_")],
    ["step_number", csv.replace("step", "step_number")],
    ["global_step", csv.replace("step", "global_step")],
    ["steps as decimals", csv.replace("\n1,", "\n1.0,").replace("\n2,", "\n2.000,")],
    ["exponents", csv.replace("2.5", "25e-1").replace("1.75", "+.175E+1")],
    ["NaN and inf", csv.replace("2.5,", "2.5,NaN").concat("")],
    ["-inf", csv.replace("2.5,", "2.5,-inf")],
    ["null and None", csv.replace("2.5,", "2.5,None")],
    ["lines without their last cells", csv.replace("2.5,", "2.5")],
    ["lines with cells too many", csv.replace("1.75", "1.75,,")],
    ["unsorted lines", "step,train_loss,valid_loss\n2,1.5,1.75\n1,2.5,\n"],
    ["a step twice", `step,train_loss,valid_loss\n2,9,\n${csv.slice(27)}`],
    ["a step in two lines with a metric each", "step,train_loss,valid_loss\n1,2.5,\n2,1.5,\n2,,1.75\n"],
    ["the same metric by two names", "step,train_loss,validation_loss,valid_loss\n1,2.5,,\n2,1.5,,1.75\n"],
    ["a line without any number in a file without steps", "train_loss,valid_loss\n2.5,\n1.5,1.75\nNaN,\n"],
    ["no column of steps", "train_loss,valid_loss\n2.5,\n1.5,1.75\n"],
    ["a column of steps without values", csv.replace("\n1,", "\n,").replace("\n2,", "\n,")],
    ["a line whose step is missing", csv.replace("\n2,", "\n,")],
    ["a quotation mark without its end", csv.replace("step", '"step')],
    ["a byte-order mark", `\ufeff${csv}`],
    ["a byte-order mark before a quoted name", `\ufeff${csv.replace("step", '"step"')}`],
    ["UTF-16 with a mark", bytes(`\ufeff${csv}`, "utf16le")],
    ["UTF-16, big-endian, with a mark", bigEndian(`\ufeff${csv}`)],
    ["UTF-16 without a mark", bytes(csv, "utf16le")],
    ["UTF-16, big-endian, without a mark", bigEndian(csv)],
    ["base64", base64(csv)],
    ["base64 with line breaks", everyCharacters(base64(csv), 20, "\n")],
    ["base64 with CRLF", everyCharacters(base64(csv), 76, "\r\n").concat("\r\n")],
    ["base64 of base64", base64(base64(csv))],
    ["base64 for URLs", bytes(csv).toString("base64url")],
    ["base64 in quotation marks", `"${base64(csv)}"`],
    ["base64 as a data URL", `data:text/csv;base64,${base64(csv)}`],
    ["base64 of UTF-16", bytes(`\ufeff${csv}`, "utf16le").toString("base64")],
    ["base64 of text with a mark", base64(`\ufeff${csv}`)],
  ])("%s", (_what, content) => {
    expect(parseResultFile(content)).toEqual({ rows });
  });
});

describe("every column of numbers is a metric", () => {
  test.each<[string, string, object]>([
    [
      "of preference optimization",
      "step,train_loss,train_reward_margin,train_reward_accuracy,valid_loss\n3,0.69,-0.01,0.5,0.7\n",
      { step: 3, train_loss: 0.69, train_reward_margin: -0.01, train_reward_accuracy: 0.5, valid_loss: 0.7 },
    ],
    [
      "of reinforcement, without a loss",
      "step,train_mean_reward,full_validation_mean_reward,completion_tokens_mean,errors/graders/exact/train_other_error_count\n10,0.42,0.675,3376,0\n",
      {
        step: 10,
        train_mean_reward: 0.42,
        full_valid_mean_reward: 0.675,
        completion_tokens_mean: 3376,
        "errors/graders/exact/train_other_error_count": 0,
      },
    ],
    ["of another name", "step,elapsed_tokens\n1,500\n", { step: 1, elapsed_tokens: 500 }],
  ])("%s", (_what, text, row) => {
    expect(parseResultFile(text)).toEqual({ rows: [row] });
  });
});

describe("a file without metrics is called what it is:", () => {
  test.each<[string, string | Buffer]>([
    ["is empty", ""],
    ["is empty", " \r\n\n"],
    ["is an HTML page", "<!DOCTYPE html><html><body>Sign in</body></html>"],
    ["is an HTML page", "\ufeff\n<html>502 Bad Gateway</html>"],
    ["is HTML or XML", '<?xml version="1.0"?><Error><Code>BlobNotFound</Code></Error>'],
    ["is JSON", '{"error": {"code": "404", "message": "step, train_loss"}}'],
    ["is JSON", '[{"step": 1, "train_loss": 2.5}]'],
    ["is JSON Lines", '{"step": 1, "train_loss": 2.5}\n{"step": 2, "train_loss": 1.5}\n'],
    ["is JSON", base64('{"step": 1, "train_loss": 2.5}')],
    ["is compressed (gzip)", Buffer.from([0x1f, 0x8b, 8, 0, 0, 0])],
    ["is a ZIP archive or an Excel workbook", bytes("PK\x03\x04rest", "latin1")],
    ["is a PDF document", bytes("%PDF-1.7\n%âãÏÓ")],
    ["is a Parquet file", bytes("PAR1\0\0")],
    ["is a binary file", Buffer.from([0x93, 0x4e, 0x55, 0, 0, 1])],
    ["has no header with the names of metrics", "1,2.5,\n2,1.5,1.75\n"],
    ["has no header with the names of metrics", "name,city\nAda,London\n"],
    ["has no header with the names of metrics", "The results are not ready.\n"],
    ["has no metrics", "step,train_loss\n"],
    ["has no metrics", "step,train_loss\n1,\n2,NaN\n"],
  ])("%s", (problem, content) => {
    expect(parseResultFile(content)).toEqual({ rows: [], problem });
  });
});

describe("what can be read of a damaged file is kept:", () => {
  test("a line that is cut is left out, and told", () => {
    expect(parseResultFile("step,train_loss,valid_loss\n1,2.5,\n2,1.")).toEqual({
      rows: [rows[0]],
      problem: "ends in the middle of a line",
    });
  });

  test("lines without a step that cannot be told from other steps are counted", () => {
    expect(parseResultFile("step,train_loss\n1,2.5\n,9\n2,1.5\n")).toEqual({
      rows: [
        { step: 1, train_loss: 2.5 },
        { step: 2, train_loss: 1.5 },
      ],
      problem: "has 1 line without a step",
    });
  });
});

test("any table of numbers is read back, whatever its delimiter, order, line end and encoding", () => {
  const names = ["train_loss", "valid_loss", "train_mean_reward", "full_valid_loss"];
  const table = fc.uniqueArray(
    fc.record({
      step: fc.nat(1e6),
      values: fc.array(
        fc.option(fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0)),
        {
          minLength: 4,
          maxLength: 4,
        },
      ),
    }),
    { selector: ({ step }) => step, minLength: 1, maxLength: 20 },
  );
  const form = fc.record({
    delimiter: fc.constantFrom(",", ";", "\t", "|"),
    lineEnd: fc.constantFrom("\n", "\r\n"),
    encode: fc.constantFrom<(text: string) => string | Buffer>(
      (text) => text,
      (text) => bytes(`\ufeff${text}`, "utf16le"),
      base64,
    ),
    stepAt: fc.nat(4),
  });
  fc.assert(
    fc.property(table, form, (lines, { delimiter, lineEnd, encode, stepAt }) => {
      const withStep = <T>(cells: T[], step: T) => [...cells.slice(0, stepAt), step, ...cells.slice(stepAt)];
      const text = [
        withStep(names, "step"),
        ...lines.map(({ step, values }) =>
          withStep(
            values.map((value) => (value === null ? "" : String(value))),
            String(step),
          ),
        ),
      ].map((cells) => cells.join(delimiter) + lineEnd);
      const expected = [...lines]
        .sort((one, other) => one.step - other.step)
        .map(({ step, values }) => ({
          step,
          ...Object.fromEntries(
            values.flatMap((value, index) => (value === null ? [] : [[names[index], value]])),
          ),
        }));
      const read = parseResultFile(encode(text.join("")));
      expect(read.rows).toEqual(expected.some((row) => Object.keys(row).length > 1) ? expected : []);
    }),
  );
});

test("a file of 200,000 steps is read", () => {
  const lines = Array.from({ length: 200_000 }, (_, index) => `${index + 1},${1 / (index + 1)},0.5`);
  const { rows: read } = parseResultFile(`step,train_loss,train_mean_token_accuracy\n${lines.join("\n")}\n`);
  expect(read).toHaveLength(200_000);
  expect(read.at(-1)).toEqual({ step: 200_000, train_loss: 1 / 200_000, train_mean_token_accuracy: 0.5 });
});
