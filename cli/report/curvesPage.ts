/**
 * A page with curves. It loads nothing: the chart library, script and style are in it, and its policy allows these alone, by their
 * digests. Everything but the curves is in the page without its script.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { Html, html, jsonHtml, nothing } from "./html";
import type { Content } from "./html";
import type { Curves } from "./pageData";

export interface CurvesPage {
  title: string;
  /** Above everything: what the page is about. */
  header: Content;
  /** Above the curves. */
  overview: Content;
  curves: Curves;
  /** What the page states where there are no curves. */
  withoutCurves: string;
  /** Below the curves. */
  details: Content;
}

const pageFile = (name: string) => fs.readFileSync(path.join(__dirname, "page", name), "utf8");
const libraryFile = (name: string) => fs.readFileSync(require.resolve(`uplot/dist/${name}`), "utf8");

/** An inline script or style, and its source in a content security policy: the digest counts every space. */
const inlined = (name: "script" | "style", text: string) => ({
  element: new Html(`<${name}>${text}</${name}>`),
  source: `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
});

/** Returns the page's HTML. */
export function renderCurvesPage({
  title,
  header,
  overview,
  curves,
  withoutCurves,
  details,
}: CurvesPage): string {
  const library = inlined("script", libraryFile("uPlot.iife.min.js"));
  const script = inlined("script", pageFile("report.js"));
  const style = inlined("style", libraryFile("uPlot.min.css") + pageFile("report.css"));
  const policy = [
    "default-src 'none'",
    `script-src ${library.source} ${script.source}`,
    `style-src ${style.source}`,
    "img-src data:",
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta http-equiv="Content-Security-Policy" content="${new Html(policy)}" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="referrer" content="no-referrer" />
        <link rel="icon" href="data:," />
        <title>${title}</title>
        ${style.element}
      </head>
      <body>
        <a class="skip" href="#details">Skip the curves</a>
        ${header}
        <main>
          ${overview} ${curvesSection(curves, withoutCurves)}
          <div id="details">${details}</div>
        </main>
        <script id="data" type="application/json">
          ${jsonHtml(curves.data)}
        </script>
        ${library.element} ${script.element}
      </body>
    </html> `.text;
}

/** The script fills the charts, and shows the controls. */
function curvesSection({ data, leftOut }: Curves, withoutCurves: string): Content {
  if (data.charts.length === 0) {
    return html`<section aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <p>${withoutCurves}</p>
    </section>`;
  }
  const thinned =
    leftOut === 0
      ? nothing
      : html`<p class="note">
          The curves leave out ${leftOut.toLocaleString("en")} points, and keep the lowest and highest ones of
          each range. The tables have the values of all points.
        </p>`;
  return html`<section aria-labelledby="curves">
    <h2 id="curves">Curves</h2>
    <noscript><p>The curves need JavaScript. The tables below have their values.</p></noscript>
    <div id="controls" hidden>
      <label
        >Smoothing <input id="smoothing" type="range" min="0" max="0.99" step="0.01" value="0" /><output
          id="smoothing-value"
          for="smoothing"
          >0</output
        ></label
      >
      <label
        >Axis
        <select id="axis">
          <option value="step">Step</option>
          <option value="epoch">Epoch</option>
        </select></label
      >
      <label><input id="logarithmic" type="checkbox" /> Logarithmic scale</label>
      <span class="buttons"
        ><button id="zoom-in" type="button">Zoom in</button
        ><button id="zoom-out" type="button">Zoom out</button
        ><button id="reset" type="button">Reset</button></span
      >
      <p id="range" role="status"></p>
    </div>
    ${thinned}
    <div id="charts"></div>
    <p id="hint" class="note" hidden>
      Drag to zoom, double-click to reset. With the keyboard: + and − zoom, ← and → read values, Shift with
      them moves the range, 0 resets.
    </p>
  </section>`;
}
