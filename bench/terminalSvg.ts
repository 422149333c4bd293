/** A terminal's output as an SVG: lines come when they came, and the last screen stays. */
import { escapeXml } from "./escapeXml";

/** Something that was printed, and when, in seconds. */
export interface Chunk {
  at: number;
  text: string;
}

export interface Style {
  /** Of the sixteen of ANSI; none is the terminal's own. */
  colour?: number;
  isBold?: boolean;
  isDim?: boolean;
}

export interface Span extends Style {
  text: string;
}

/** What a row of the screen showed from a time on. */
export interface Version {
  at: number;
  spans: Span[];
}

interface Cell extends Style {
  character: string;
}

const escape = String.fromCharCode(27);
const bell = String.fromCharCode(7);
const tokens = new RegExp(
  [
    `${escape}\\[(?<parameters>[?\\d;]*)(?<command>[A-Za-z])`,
    `${escape}\\][^${bell}${escape}]*(?:${bell}|${escape}\\\\)`,
    `${escape}(?:[()].|[^[\\]])`,
    "(?<character>.)",
  ].join("|"),
  "gsu",
);
const unfinished = new RegExp(`${escape}(?:\\[[?\\d;]*|\\][^${bell}${escape}]*)?$`);

/**
 * Replaces what tells of a machine, such as its folders, wherever it stands as a whole word: a host may be named `vm`.
 * The longest goes first, since one folder may be inside another.
 */
export function hideMachine(text: string, replacements: Readonly<Record<string, string>>): string {
  return Object.entries(replacements)
    .sort(([one], [other]) => other.length - one.length)
    .reduce((hidden, [what, by]) => {
      const literal = what.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
      return hidden.replace(new RegExp(`(?<![\\w-])${literal}(?![\\w-])`, "g"), () => by);
    }, text);
}

/** Shortens the longest waits until everything fits. @returns The times, and how long a wait still lasts at most. */
export function shortenWaits(
  times: readonly number[],
  seconds: number,
): { times: number[]; longest: number | undefined } {
  const waits = times.map((time, index) => time - (times[index - 1] ?? 0));
  let left = seconds;
  let longest: number | undefined;
  for (const [index, wait] of [...waits].sort((one, other) => one - other).entries()) {
    const share = left / (waits.length - index);
    if (wait > share) {
      longest = share;
      break;
    }
    left -= wait;
  }
  let now = 0;
  return { times: waits.map((wait) => (now += Math.min(wait, longest ?? wait))), longest };
}

/** Plays output on a screen without an end. @returns Each row's versions in order. */
export function playTerminal(chunks: readonly Chunk[], columns: number): Version[][] {
  const screen: Cell[][] = [];
  const rows: Version[][] = [];
  const cursor = { row: 0, column: 0 };
  let style: Style = {};
  let carried = "";

  const cellsOf = (row: number): Cell[] => {
    while (screen.length <= row) {
      screen.push([]);
      rows.push([]);
    }
    return screen[row]!;
  };
  const write = (character: string) => {
    if (cursor.column >= columns) {
      cursor.row++;
      cursor.column = 0;
    }
    const cells = cellsOf(cursor.row);
    while (cells.length < cursor.column) {
      cells.push({ character: " " });
    }
    cells[cursor.column++] = { character, ...style };
  };
  const type = (character: string) => {
    if (character === "\n") {
      // Output that did not come from a terminal has no carriage return before it.
      cursor.row++;
      cursor.column = 0;
    } else if (character === "\r") {
      cursor.column = 0;
    } else if (character === "\t") {
      cursor.column = Math.min(columns - 1, (Math.floor(cursor.column / 8) + 1) * 8);
    } else if (character >= " ") {
      write(character);
    }
  };
  const commands: Record<string, (parameter: number, parameters: string) => void> = {
    A: (count) => (cursor.row = Math.max(0, cursor.row - (count || 1))),
    B: (count) => (cursor.row += count || 1),
    C: (count) => (cursor.column = Math.min(columns - 1, cursor.column + (count || 1))),
    D: (count) => (cursor.column = Math.max(0, cursor.column - (count || 1))),
    G: (column) => (cursor.column = Math.max(0, (column || 1) - 1)),
    J: (what) => {
      if (what === 0) {
        cellsOf(cursor.row).splice(cursor.column);
        screen.slice(cursor.row + 1).forEach((cells) => cells.splice(0));
      }
    },
    K: (what) => {
      const cells = cellsOf(cursor.row);
      if (what === 2) {
        cells.splice(0);
      } else if (what === 0) {
        cells.splice(cursor.column);
      }
    },
    m: (_, parameters) => (style = restyled(style, parameters)),
  };

  for (const { at, text } of chunks) {
    const whole = carried + text;
    carried = unfinished.exec(whole)?.[0] ?? "";
    for (const { groups } of whole.slice(0, whole.length - carried.length).matchAll(tokens)) {
      const { command, parameters = "", character } = groups!;
      if (character !== undefined) {
        type(character);
      } else if (command !== undefined) {
        commands[command]?.(Number.parseInt(parameters, 10) || 0, parameters);
      }
    }
    screen.forEach((cells, row) => {
      const spans = spansOf(cells);
      const before = rows[row]!.at(-1)?.spans ?? [];
      if (JSON.stringify(spans) !== JSON.stringify(before)) {
        rows[row]!.push({ at, spans });
      }
    });
  }
  return rows;
}

/** Applies the parameters of an SGR sequence, such as `1;32`. */
function restyled(style: Style, parameters: string): Style {
  const codes = parameters.split(";").map(Number);
  let next = style;
  for (let index = 0; index < codes.length; index++) {
    const code = codes[index]!;
    if (code === 0) {
      next = {};
    } else if (code === 1) {
      next = { ...next, isBold: true };
    } else if (code === 2) {
      next = { ...next, isDim: true };
    } else if (code === 22) {
      next = { ...next, isBold: undefined, isDim: undefined };
    } else if (code === 38 || code === 48) {
      // Of the 256 colours the first sixteen are ANSI's; other colours keep the terminal's own.
      const [kind, colour] = [codes[index + 1], codes[index + 2]];
      next = code === 38 ? { ...next, colour: kind === 5 && colour! < 16 ? colour : undefined } : next;
      index += kind === 5 ? 2 : 4;
    } else if (code === 39) {
      next = { ...next, colour: undefined };
    } else if (code >= 30 && code <= 37) {
      next = { ...next, colour: code - 30 };
    } else if (code >= 90 && code <= 97) {
      next = { ...next, colour: code - 90 + 8 };
    }
  }
  return next;
}

/** Cells of the same style together; blanks at the end are not seen. */
function spansOf(cells: readonly Cell[]): Span[] {
  const spans: Span[] = [];
  const end = cells.findLastIndex(({ character }) => character !== " ") + 1;
  for (const { character, colour, isBold, isDim } of cells.slice(0, end)) {
    const last = spans.at(-1);
    if (last && last.colour === colour && last.isBold === isBold && last.isDim === isDim) {
      last.text += character;
    } else {
      spans.push({
        text: character,
        ...(colour === undefined ? {} : { colour }),
        ...(isBold ? { isBold } : {}),
        ...(isDim ? { isDim } : {}),
      });
    }
  }
  return spans;
}

export interface Drawing {
  columns: number;
  /** Stands in the window's title bar. */
  caption: string;
  title: string;
  description: string;
}

const [cellWidth, rowHeight, fontSize, padding, titleBar] = [7.2, 15, 12, 16, 32] as const;

/** ANSI's sixteen colours, to be read on a dark ground. */
const palette: readonly string[] = [
  ...["#6e7681", "#ff7b72", "#3fb950", "#d29922", "#58a6ff", "#bc8cff", "#39c5cf", "#c9d1d9"],
  ...["#8b949e", "#ffa198", "#56d364", "#e3b341", "#79c0ff", "#d2a8ff", "#56d4dd", "#f0f6fc"],
];

const short = (value: number) => String(Number(value.toFixed(2)));

/** Draws the rows in a window. Without motion, by choice or because a renderer has none, it is the last screen. */
export function terminalSvg(rows: readonly Version[][], drawing: Drawing): string {
  const { columns, caption, title, description } = drawing;
  const shown = rows.slice(0, rows.findLastIndex((versions) => versions.at(-1)?.spans.length) + 1);
  const width = short(columns * cellWidth + 2 * padding);
  const height = titleBar + shown.length * rowHeight + 2 * padding;

  // Rows that come and go together share a group, which keeps the file small.
  const groups = new Map<string, string[]>();
  shown.forEach((versions, row) =>
    versions.forEach(({ at, spans }, index) => {
      if (spans.length === 0) {
        return;
      }
      const until = versions[index + 1]?.at;
      const delay = `animation-delay:${short(at)}s`;
      const group =
        until === undefined
          ? `<g class="on" style="${delay}">`
          : `<g class="was" style="${delay};animation-duration:${short(until - at)}s">`;
      groups.set(group, [...(groups.get(group) ?? []), rowText(spans, row)]);
    }),
  );
  const colours = [
    ...new Set(shown.flat().flatMap(({ spans }) => spans.flatMap(({ colour }) => colour ?? []))),
  ]
    .sort((one, other) => one - other)
    .map((colour) => `.c${colour}{fill:${palette[colour]}}`);

  return [
    // Browsers keep blanks by the style below, other renderers by xml:space.
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-labelledby="title desc" xml:space="preserve">`,
    `<title id="title">${escapeXml(title)}</title>`,
    `<desc id="desc">${escapeXml(description)}</desc>`,
    "<style>",
    `text{font:${fontSize}px ui-monospace,SFMono-Regular,Menlo,Consolas,"DejaVu Sans Mono",monospace;fill:#c9d1d9;white-space:pre}`,
    `.b{font-weight:700}.d{opacity:.65}.t{fill:#8b949e;text-anchor:middle}${colours.join("")}`,
    ".was{visibility:hidden}",
    "@media(prefers-reduced-motion:no-preference){",
    ".on{animation:on 10ms step-end backwards}.was{animation:was 10ms step-end}",
    "}",
    "@keyframes on{from{visibility:hidden}}@keyframes was{from,to{visibility:visible}}",
    "</style>",
    `<rect width="${width}" height="${height}" rx="8" fill="#0d1117"/>`,
    `<path d="M0 ${titleBar}V8a8 8 0 0 1 8-8H${short(Number(width) - 8)}a8 8 0 0 1 8 8v${titleBar - 8}z" fill="#161b22"/>`,
    ...["#ff5f57", "#febc2e", "#28c840"].map(
      (fill, index) => `<circle cx="${20 + index * 18}" cy="${titleBar / 2}" r="5.5" fill="${fill}"/>`,
    ),
    `<text class="t" x="${short(Number(width) / 2)}" y="${titleBar / 2 + 4}">${escapeXml(caption)}</text>`,
    ...[...groups].map(([group, texts]) => `${group}${texts.join("")}</g>`),
    "</svg>\n",
  ].join("\n");
}

/** One row: as wide as its characters, whatever font it is drawn in, so that charts stay in line. */
function rowText(spans: readonly Span[], row: number): string {
  const all = spans.map(({ text }) => text).join("");
  const indent = all.length - all.trimStart().length;
  const place = (column: number, text: string) =>
    `x="${short(padding + column * cellWidth)}" textLength="${short([...text].length * cellWidth)}"`;
  let skip = indent;
  const drawn = spans.flatMap(({ text, ...style }) => {
    const rest = text.slice(Math.min(skip, text.length));
    skip -= text.length - rest.length;
    const names = [
      style.colour === undefined ? "" : `c${style.colour}`,
      style.isBold ? "b" : "",
      style.isDim ? "d" : "",
    ].filter(Boolean);
    if (rest === "") {
      return [];
    }
    return names.length === 0
      ? [escapeXml(rest)]
      : [`<tspan class="${names.join(" ")}">${escapeXml(rest)}</tspan>`];
  });
  const y = titleBar + padding + row * rowHeight + fontSize;
  return `<text ${place(indent, all.trimStart())} y="${y}">${drawn.join("")}</text>`;
}
