/**
 * A report as one HTML page. It loads nothing: the chart library, script and style are in it, and its policy allows these alone, by their
 * digests. Everything but the curves is in the page without its script.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import type { JobDetails } from "../jobDetails/read";
import { labelsOf } from "../jobDetails/labels";
import { isFinished } from "../openai/jobs";
import { Html, html, jsonHtml, link, nothing } from "./html";
import type { Content } from "./html";
import { pageDataOf } from "./pageData";
import { comparisonSection, jobSection, jobsTable, metricsTable } from "./sections";

export interface ReportContent {
  jobs: readonly JobDetails[];
  endpoint: string;
  /** URL of the account in the portal, if it is known. */
  accountPage?: string;
  /** When the jobs were read. */
  now: Date;
}

const pageFile = (name: string) => fs.readFileSync(path.join(__dirname, "page", name), "utf8");
const libraryFile = (name: string) => fs.readFileSync(require.resolve(`uplot/dist/${name}`), "utf8");

/** An inline script or style, and its source in a content security policy: the digest counts every space. */
const inlined = (name: "script" | "style", text: string) => ({
  element: new Html(`<${name}>${text}</${name}>`),
  source: `'sha256-${createHash("sha256").update(text).digest("base64")}'`,
});

/** Returns the page's HTML. */
export function renderReport(content: ReportContent): string {
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
  const { data, leftOut } = pageDataOf(content.jobs);
  const title = `Fine-tuning: ${labelsOf(content.jobs).join(", ")}`;
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
        ${pageHeader(content)}
        <main>
          ${jobsTable(content.jobs)} ${curves(data.charts.length, leftOut)}
          <div id="details">
            ${metricsTable(content.jobs)} ${comparisonSection(content.jobs)} ${content.jobs.map(jobSection)}
          </div>
        </main>
        <script id="data" type="application/json">
          ${jsonHtml(data)}
        </script>
        ${library.element} ${script.element}
      </body>
    </html> `.text;
}

function pageHeader({ jobs, endpoint, accountPage, now }: ReportContent): Content {
  const time = `${now.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  const running = jobs.filter(({ job }) => !isFinished(job)).length;
  return html`<header>
    <h1>Fine-tuning report</h1>
    <p>
      As of <time datetime="${now.toISOString()}">${time}</time>. Account: ${link(endpoint, accountPage)}.
      ${running === 0 ? nothing : html`<strong>${running === jobs.length ? "The job has" : "Some jobs have"} not finished: create the report again for later values.</strong>`}
    </p>
  </header>`;
}

/** The script fills the charts, and shows the controls. */
function curves(charts: number, leftOut: number): Content {
  if (charts === 0) {
    return html`<section aria-labelledby="curves">
      <h2 id="curves">Curves</h2>
      <p>The jobs have no metrics yet.</p>
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
