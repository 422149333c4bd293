/** What text from outside does to a terminal: nothing. */
import * as fc from "fast-check";
import { visibleText } from "../../../components/visibleText";
import { reasonOf, UserError } from "../../../cli/errors";
import { createScreen } from "../../../cli/finetune/jobScreen";
import type { JobEvent } from "../../../cli/openai/events";
import { createOutput, printError, printJson, printNotice, styled } from "../../../cli/output";
import { lookUp } from "../../../components/lookup/lookUp";
import { settingsError } from "../../../stack/problem";
import { restoreTerminal } from "../../support/terminal";

/** What the terminal receives. */
let received: string[];

restoreTerminal();
beforeEach(() => {
  received = [];
  const record = (line: string) => void received.push(`${line}\n`);
  jest.spyOn(console, "log").mockImplementation(record);
  jest.spyOn(console, "error").mockImplementation(record);
  process.stdout.isTTY = true;
});
afterEach(() => jest.restoreAllMocks());

const escapes = [
  "\x1b]0;title\x07",
  "\x1b]52;c;Y2xpcGJvYXJk\x1b\\",
  "\x1b[2J\x1b[H",
  "\x1b[1A\x1b[2K\r✔ ready",
  "\x1b[32m✔ ready\x1b[39m",
  "\x1bPq#0;2;0;0;0\x1b\\",
  "\x1b_application\x1b\\",
  "\x1bc",
  "\x1b(0",
  "\x9b2J",
  "\x9d0;title\x9c",
  "\x90q\x9c",
  "\x1b\x1b[2J[2J",
  "\x1b]0;unterminated",
  "\x07\x08\x7f\x00",
  "\n✔ ready",
  "\r\n✔ ready",
  "\u2028✔ ready",
  "\x85✔ ready",
  "\v\f✔ ready",
  "\u202egnp.exe\u202c",
  "\u2066\u2069\u200e\u200f\u061c",
  "<{%fg 1%}>",
  "##vso[task.setvariable variable=PATH]/tmp",
  "##[add-path]/tmp",
  "\n##[group]done",
  "::add-mask::a",
  "\n::set-env name=PATH::/tmp",
  "#\x07#\x1b[2J[error]",
  "##\u00advso[task.complete result=Succeeded]",
  ":\u200b:error::done",
];

const outside = fc
  .array(
    fc.oneof(fc.constantFrom(...escapes), fc.string({ unit: "binary" }), fc.constantFrom(" ", "a", "\n")),
    {
      minLength: 1,
      maxLength: 8,
    },
  )
  .map((parts) => parts.join(""));

/** Everything that a terminal obeys, or shows as another line or place. */
// eslint-disable-next-line no-control-regex -- control characters are what this finds
const obeyed = /[\x00-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]|<\{%/u;
/** What the agents of Azure Pipelines and GitHub Actions look for in a line, after .NET has skipped what is not visible. */
const isCommand = (line: string): boolean => {
  const seen = line.replace(/\p{DI}/gu, "");
  return /##(vso)?\[/i.test(seen) || /^::.*::/.test(seen.trimStart());
};
// eslint-disable-next-line no-control-regex -- the colors of styleText
const ownColors = /\x1b\[(1|22|31|32|33|36|39|90)m/g;

const event = (message: string, level = "info") =>
  ({ id: "e", created_at: 0, level, message, type: "message" }) as unknown as JobEvent;

/** Every way of a text to the terminal, and how many lines it has. */
const sinks: readonly [name: string, lines: number, show: (text: string) => void][] = [
  ["a line", 1, (text) => createOutput({}).print(`✔ ${text}: done`)],
  ["several lines", 2, (text) => createOutput({}).print(text, text)],
  ["a colored line", 1, (text) => createOutput({}).print(styled("green", `✔ ${styled("bold", text)}`))],
  ["a message beside a color", 1, (text) => createOutput({}).print(`${styled("red", "✖")} ${text}`)],
  ["an error", 1, (text) => printError(new UserError(`The job: ${text}`).lines)],
  ["an error with a remedy", 2, (text) => printError(new UserError([text, "  Try again."]).lines)],
  ["any other error", 1, (text) => printError([reasonOf(new Error(text))])],
  ["a notice", 1, (text) => printNotice(text)],
  ["an event", 1, (text) => createScreen(createOutput({})).update([event(text)], [])],
  ["an event of an error", 1, (text) => createScreen(createOutput({})).update([event(text, "error")], [])],
];

describe("text from outside", () => {
  test.each(sinks)("shows nothing but its characters in %s, and begins no line", (_name, lines, show) => {
    fc.assert(
      fc.property(outside, (text) => {
        received = [];
        show(text);
        const shown = received.join("").replace(ownColors, "").split("\n");
        expect(shown).toHaveLength(lines + 1);
        shown.forEach((line) => expect(line).not.toMatch(obeyed));
        expect(shown.filter(isCommand)).toEqual([]);
      }),
    );
  });

  test("is the same in JSON, where it has no control character", () => {
    fc.assert(
      fc.property(outside, (text) => {
        received = [];
        printJson({ text, list: [text] });
        createOutput({ json: true }).emit("event", { text });
        const [pretty, line] = received as [string, string];
        expect(JSON.parse(pretty)).toEqual({ text, list: [text] });
        expect(JSON.parse(line)).toEqual({ type: "event", text });
        expect(pretty.replaceAll("\n", "").replaceAll("<{%", "")).not.toMatch(obeyed);
        expect(line.slice(0, -1).replaceAll("<{%", "")).not.toMatch(obeyed);
        expect([...pretty.split("\n"), line].filter(isCommand)).toEqual([]);
      }),
    );
  });

  const lookUpError = (text: string): Promise<Error> =>
    lookUp(Promise.reject(new Error(text)), "account.existing", {} as never).then(
      () => new Error("cancelled"),
      (error: Error) => error,
    );
  test.each<[string, (text: string) => Error | Promise<Error>]>([
    ["a look-up's error", lookUpError],
    ["the stack's error", (text) => settingsError([{ setting: "location", reason: text }])],
  ])("is one line of %s, which Pulumi prints", async (_name, errorWith) => {
    const usual = (await errorWith("x")).message.split("\n");
    await fc.assert(
      fc.asyncProperty(outside, async (text) => {
        const lines = (await errorWith(text)).message.split("\n");
        expect(lines).toHaveLength(usual.length);
        lines.forEach((line) => expect(line).not.toMatch(obeyed));
        expect(lines.filter(isCommand)).toEqual([]);
      }),
    );
  });

  test.each([
    ["##vso[task.setvariable variable=a]b", "# #vso[task.setvariable variable=a]b"],
    ["before ##VSO[task.complete]", "before # #VSO[task.complete]"],
    ["##[error]done", "# #[error]done"],
    ["####[error]done", "### #[error]done"],
    ["#\u200d#\u00ad[error]done", "# \u200d#\u00ad[error]done"],
    ["::add-mask::a", ": :add-mask::a"],
    ["  ::error file=a,line=1::b", "  : :error file=a,line=1::b"],
    [":\u00ad:error::b", ": \u00ad:error::b"],
    // No agent looks for these.
    ["## [error]", "## [error]"],
    ["# heading", "# heading"],
    ["at [::1]:443", "at [::1]:443"],
    ["::1", "::1"],
    ["std::vector::size", "std::vector::size"],
    ["a ::error::b", "a ::error::b"],
  ])("%j has no command to an agent of a pipeline: %j", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
  });

  test("keeps what is readable of it", () => {
    expect(visibleText("a\x1b]0;title\x07b\x1b[31mc\x1b[0md\te\r\n  f  g")).toBe("abcd e f  g");
    expect(visibleText("café 漢字 👩‍💻 ✔ …")).toBe("café 漢字 👩‍💻 ✔ …");
  });

  test("takes time in proportion to its length", () => {
    for (const part of ["\x1b]", "\x1b[", " ", "a://", "a.", "?sig", "\x9b0", "https://a@"]) {
      expect(visibleText(part.repeat(50_000)).length).toBeLessThanOrEqual(500_000);
    }
  });
});

describe("credentials in URLs", () => {
  test.each([
    ["https://user:hunter2@contoso.com/path", "https://contoso.com/path"],
    ["proxy http://hunter2@contoso.com:8080.", "proxy http://contoso.com:8080."],
    ["https://user:hun@ter2@contoso.com", "https://contoso.com"],
    ["postgres://a:hunter2@db", "postgres://db"],
    [
      "https://x.blob.core.windows.net/f?sv=1&sig=hunter2%3D&se=2",
      "https://x.blob.core.windows.net/f?sv=1&sig=…&se=2",
    ],
    ["GET /?api_key=hunter2 failed", "GET /?api_key=… failed"],
    ["https://a/?subscription-key=hunter2#x", "https://a/?subscription-key=…"],
    ["https://a/b?x=c@d mail@contoso.com", "https://a/b?x=c@d mail@contoso.com"],
  ])("%s is shown as %s", (text, shown) => {
    expect(visibleText(text)).toBe(shown);
    printJson({ text });
    printError([text]);
    expect(received.join("")).not.toContain("hunter2");
  });
});
