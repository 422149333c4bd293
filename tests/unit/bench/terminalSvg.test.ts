import { hideMachine, playTerminal, shortenWaits, terminalSvg } from "../../../bench/terminalSvg";
import type { Version } from "../../../bench/terminalSvg";

const last = (rows: Version[][]) =>
  rows.map((versions) => (versions.at(-1)?.spans ?? []).map(({ text }) => text).join(""));
const play = (...texts: string[]) =>
  playTerminal(
    texts.map((text, at) => ({ at, text })),
    20,
  );
const draw = (rows: Version[][]) =>
  terminalSvg(rows, { columns: 20, caption: "a caption", title: "a title", description: "what it is" });

describe("playing a terminal", () => {
  test("keeps colours and weights", () => {
    expect(play("\x1b[32m✔\x1b[0m done \x1b[1;34mbold\x1b[22m blue\x1b[39m \x1b[2mdim")[0]).toEqual([
      {
        at: 0,
        spans: [
          { text: "✔", colour: 2 },
          { text: " done " },
          { text: "bold", colour: 4, isBold: true },
          { text: " blue", colour: 4 },
          { text: " " },
          { text: "dim", isDim: true },
        ],
      },
    ]);
  });

  test("takes bright colours, the first of the 256, and passes over all others", () => {
    const [row] = play("\x1b[91ma\x1b[38;5;10mb\x1b[38;5;200mc\x1b[33;48;2;1;2;3md");
    expect(row![0]!.spans).toEqual([
      { text: "a", colour: 9 },
      { text: "b", colour: 10 },
      { text: "c" },
      { text: "d", colour: 3 },
    ]);
  });

  test("overwrites after a carriage return, and keeps what stood there before for its time", () => {
    const rows = play("Building: 15 s", "\rBuilding: 30 s\x1b[K", "\r\x1b[Kdone\n", "next");
    expect(last(rows)).toEqual(["done", "next"]);
    expect(rows[0]!.map(({ at, spans }) => [at, spans[0]!.text])).toEqual([
      [0, "Building: 15 s"],
      [1, "Building: 30 s"],
      [2, "done"],
    ]);
  });

  test("leaves the end of a longer line where nothing erases it, as a terminal does", () => {
    expect(last(play("abcdef\rAB"))).toEqual(["ABcdef"]);
  });

  test("redraws a chart above the cursor", () => {
    expect(last(play("head\none\ntwo\n", "\x1b[2A\x1b[0JONE\n"))).toEqual(["head", "ONE", ""]);
  });

  test("wraps at the last column, and not before another character comes", () => {
    expect(last(play("12345678901234567890\nnext"))).toEqual(["12345678901234567890", "next"]);
    expect(last(play("123456789012345678901"))).toEqual(["12345678901234567890", "1"]);
  });

  test("understands a sequence that comes in two pieces, and passes over those that draw nothing", () => {
    expect(play("\x1b[3", "2mgreen")[0]!.at(-1)!.spans).toEqual([{ text: "green", colour: 2 }]);
    expect(last(play("\x1b]0;title\x07\x1b[?25lseen\x1b(B\x07"))).toEqual(["seen"]);
  });
});

describe("shortening waits", () => {
  test("leaves times alone that fit", () => {
    expect(shortenWaits([1, 2, 4], 10)).toEqual({ times: [1, 2, 4], longest: undefined });
  });

  test("shortens the longest alone, so that all of it fits", () => {
    const { times, longest } = shortenWaits([1, 2, 42, 43, 103], 10);
    expect(longest).toBe(3.5);
    expect(times).toEqual([1, 2, 5.5, 6.5, 10]);
  });

  test("has nothing to shorten where nothing was printed", () => {
    expect(shortenWaits([], 10)).toEqual({ times: [], longest: undefined });
  });
});

describe("hiding the machine", () => {
  const machine = { "/home/ada": "~", "/home/ada/project": ".", vm: "machine" };

  test("shows no folder of it, the innermost first", () => {
    expect(hideMachine("/home/ada/project/.local and /home/ada/.npm", machine)).toBe("./.local and ~/.npm");
  });

  test("takes names for what they are as whole words alone", () => {
    expect(hideMachine("vm: vmware, my-vm, /home/adam", machine)).toBe("machine: vmware, my-vm, /home/adam");
  });

  test("takes what is special in a pattern literally", () => {
    expect(hideMachine("/a+b/c /aab/c", { "/a+b": "$&" })).toBe("$&/c /aab/c");
  });
});

describe("drawing", () => {
  test("escapes text", () => {
    const svg = draw(play(`<a href="x">&amp;`));
    expect(svg).toContain("&lt;a href=&quot;x&quot;&gt;&amp;amp;</text>");
    expect(svg).not.toContain("<a ");
  });

  test("has a class for each colour that is used, and for no other", () => {
    const svg = draw(play("\x1b[32mgreen"));
    expect(svg).toContain('<tspan class="c2">green</tspan>');
    expect(svg).toMatch(/\.c2\{fill:#3fb950\}/);
    expect(svg).not.toContain(".c1{");
  });

  test("indents by place, and keeps blanks between words", () => {
    expect(draw(play("  one  two"))).toContain('<text x="30.4" textLength="57.6" y="60">one  two</text>');
    expect(draw(play("   \x1b[31m  red"))).toContain(
      'x="52" textLength="21.6" y="60"><tspan class="c1">red<',
    );
  });

  test("shows rows from their time on, and what was overwritten until then alone", () => {
    const svg = draw(play("first", "\rSECOND"));
    expect(svg).toContain('<g class="was" style="animation-delay:0s;animation-duration:1s">');
    expect(svg).toContain('<g class="on" style="animation-delay:1s">');
  });

  test("stands at its end where there is no motion: only what was overwritten is hidden by default", () => {
    const svg = draw(play("first", "\rSECOND"));
    const [, still] = /<style>([^]*?)@media\(prefers-reduced-motion:no-preference\)/.exec(svg)!;
    expect(still).toContain(".was{visibility:hidden}");
    expect(still).not.toContain(".on");
  });

  test("is as high as what is left at the end", () => {
    expect(draw(play("a\n\n\n\n"))).toContain('height="79"');
  });

  test("says what it is, for whom does not see it", () => {
    const svg = draw(play("a"));
    expect(svg).toContain('<title id="title">a title</title>');
    expect(svg).toContain('<desc id="desc">what it is</desc>');
  });
});

test("the picture in the documents shows nothing of the machine it was made on", async () => {
  const { readFile } = await import("node:fs/promises");
  const svg = await readFile(`${__dirname}/../../../docs/npm-start.svg`, "utf8");
  expect(Buffer.byteLength(svg)).toBeLessThan(60_000);
  expect(svg).not.toMatch(/\/(home|root|Users|tmp|work|var)\/|wandb_v1_|127\.0\.0\.1|localhost/);
});
