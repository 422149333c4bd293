/** A terminal's output as an asciicast v2: https://docs.asciinema.org/manual/asciicast/v2/ */
import { render } from "svg-term";

/** Text that a terminal has received. */
export interface OutputEvent {
  /** Seconds since the recording began. */
  seconds: number;
  text: string;
}

export interface Terminal {
  columns: number;
  rows: number;
}

/** Longer waits are shown as this one. */
const maxIdleSeconds = 1;

/** Milliseconds of real time are of no interest. */
const rounded = (seconds: number) => Number(seconds.toFixed(2));

export function asciicast(
  command: string,
  { columns, rows }: Terminal,
  events: readonly OutputEvent[],
): string {
  const header = {
    version: 2,
    width: columns,
    height: rows,
    idle_time_limit: maxIdleSeconds,
    title: command,
    command,
  };
  const lines = [header, ...events.map(({ seconds, text }) => [rounded(seconds), "o", text])];
  return lines.map((line) => `${JSON.stringify(line)}\n`).join("");
}

/** The renderer draws no more frames a second than these, which keeps the picture small. */
const framesPerSecond = 4;

/** Draws an asciicast as an animated SVG. */
export const renderSvg = (cast: string): string =>
  render(cast.trimEnd(), { window: true, idle: maxIdleSeconds * 1000, fps: framesPerSecond });
