/** The tables of a report. */
import { compareJobs, sectionsOf } from "../compare/comparison";
import type { ComparedFact } from "../compare/comparison";
import { bytesText, durationText, resultsOf, timeText } from "../jobDetails/facts";
import { labelsOf } from "../jobDetails/labels";
import { bestCheckpoint, metricsOf, metricTitle, summaryOf, valueText } from "../jobDetails/metrics";
import type { Point } from "../jobDetails/metrics";
import type { JobDetails } from "../jobDetails/read";
import { isFinished, wandbOf } from "../openai/jobs";
import type { MetricsRow } from "../openai/metrics";
import { html, link, nothing } from "./html";
import type { Content, Html } from "./html";

/** Colors of curves, which jobs use in turn. report.css defines them. */
export const colorCount = 8;

/** The newest events of a job that a page has: they are read, not searched. */
const maxEvents = 1_000;
const maxMessageLength = 2_000;
/** Settings and names as long as this are shown as a whole; a longer grader is cut. */
const maxCellLength = 4_000;

const cut = (text: string, length: number) => (text.length > length ? `${text.slice(0, length)}…` : text);

/** A table that scrolls in a narrow window. */
export const tableOf = (caption: string, header: readonly string[], rows: readonly Html[]): Html =>
  html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0">
    <table>
      <caption>
        ${caption}
      </caption>
      <thead>
        <tr>
          ${header.map((title) => html`<th scope="col">${title}</th>`)}
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
    </table>
  </div>`;

/** A row of a table. */
export const rowOf = (heading: Content, cells: readonly Content[]): Html =>
  html`<tr>
    <th scope="row">${heading}</th>
    ${cells.map((cell) => html`<td>${cell}</td>`)}
  </tr> `;

const swatch = (job: number): Html => html`<span class="swatch color-${job % colorCount}"></span>`;

/** The jobs with their status. The script turns the swatches' labels into switches of their curves. */
export function jobsTable(jobs: readonly JobDetails[]): Html {
  const labels = labelsOf(jobs);
  const rows = jobs.map(({ job, runUrl }, index) =>
    rowOf(html`<label class="job" data-job="${index}">${swatch(index)}${labels[index] ?? ""}</label>`, [
      html`<span class="status status-${statusClass(job.status)}">${job.status}</span>`,
      html`${job.model}${job.fine_tuned_model ? html` → <code>${job.fine_tuned_model}</code>` : nothing}`,
      durationOf(job),
      job.trained_tokens?.toLocaleString("en") ?? "",
      wandbCell(job, runUrl),
    ]),
  );
  return html`<section aria-labelledby="jobs">
    <h2 id="jobs">Jobs</h2>
    ${tableOf("Status and models", ["Job", "Status", "Model", "Duration", "Trained tokens", "Run"], rows)}
  </section>`;
}

/** Statuses that the style knows. The text is Azure's. */
const statusClass = (status: string) =>
  ["succeeded", "failed", "cancelled", "canceled"].includes(status) ? status : "running";

const durationOf = (job: JobDetails["job"]) =>
  isFinished(job) && job.finished_at ? durationText(job.finished_at - job.created_at) : "";

function wandbCell(job: JobDetails["job"], runUrl: string | undefined): Content {
  const wandb = wandbOf(job);
  return wandb ? link(runUrl ? "W&B" : `W&B project ${wandb.project}`, runUrl) : "–";
}

/** The curves as a table: first, last and extreme values. */
export function metricsTable(jobs: readonly JobDetails[]): Html {
  const labels = labelsOf(jobs);
  return valuesTable(
    "Job",
    jobs.map(({ rows }, index) => ({ label: labels[index] ?? "", rows })),
  );
}

/** First, last and extreme values of each metric of several curves. @param what What the first column names. */
export function valuesTable(
  what: string,
  curves: readonly { label: string; rows: readonly MetricsRow[] }[],
): Html {
  const at = ({ value, step }: Point) => html`${valueText(value)} <small>at ${step}</small>`;
  const rows = curves.flatMap(({ label, rows: values }, index) =>
    metricsOf(values).flatMap((metric) => {
      const summary = summaryOf(values, metric);
      const cells = summary && [summary.first, summary.last, summary.lowest, summary.highest].map(at);
      return cells
        ? [rowOf(html`${swatch(index)}${label}`, [metricTitle(metric), ...cells, summary.count])]
        : [];
    }),
  );
  const header = [what, "Metric", "First", "Last", "Lowest", "Highest", "Values"];
  return rows.length === 0
    ? nothing
    : html`<section aria-labelledby="metrics">
        <h2 id="metrics">Metrics</h2>
        ${tableOf("Values at steps", header, rows)}
      </section>`;
}

/** The settings of all jobs, and the results of several: one column for each job. */
export function comparisonSection(jobs: readonly JobDetails[]): Html {
  const comparison = compareJobs(jobs);
  const sections = sectionsOf(comparison).filter(({ title }) => jobs.length > 1 || title !== "Results");
  const header = comparison.labels.length > 1 ? ["", ...comparison.labels] : ["", "Value"];
  const row = ({ title, texts }: ComparedFact) =>
    rowOf(
      title,
      texts.map((text) => cut(text, maxCellLength) || "–"),
    );
  return html`<section aria-labelledby="comparison">
    <h2 id="comparison">${jobs.length > 1 ? "Comparison" : "Settings"}</h2>
    ${sections.map(({ title, facts }) => tableOf(title, header, facts.map(row)))}
  </section>`;
}

/** What one job has beside its settings: error, results, checkpoints, files and events. */
export function jobSection(details: JobDetails, index: number, jobs: readonly JobDetails[]): Html {
  const label = labelsOf(jobs)[index] ?? "";
  const { job, missing } = details;
  const times = [
    `Created ${timeText(job.created_at)}`,
    ...(job.finished_at ? [`finished ${timeText(job.finished_at)}`] : []),
  ].join(", ");
  return html`<section aria-labelledby="job-${index}">
    <h2 id="job-${index}">${swatch(index)}${label}</h2>
    <p><code>${job.id}</code>. ${times}.</p>
    ${errorOf(details)} ${missing.map((sentence) => html`<p class="note">${sentence}</p>`)}
    ${jobs.length === 1 ? resultsTable(details) : nothing} ${checkpointsTable(details)} ${filesTable(details)}
    ${eventsList(details)}
  </section>`;
}

function errorOf({ job: { error } }: JobDetails): Html {
  const hasError = error?.message || error?.code;
  return hasError
    ? html`<p class="error" role="note">
        <strong>Error${error.code ? html` <code>${error.code}</code>` : nothing}:</strong>
        ${error.message || "without a message"}
      </p>`
    : nothing;
}

const resultsTable = (details: JobDetails): Html =>
  tableOf(
    "Results",
    ["", "Value"],
    resultsOf(details)
      .filter(({ name, value }) => value !== undefined && name !== "error")
      .map(({ title, text }) => rowOf(title, [cut(text, maxCellLength)])),
  );

function checkpointsTable({ checkpoints }: JobDetails): Html {
  if (checkpoints.length === 0) {
    return nothing;
  }
  const best = bestCheckpoint(checkpoints);
  const metrics = metricsOf(checkpoints.map((checkpoint) => checkpoint.metrics));
  const rows = checkpoints.map((checkpoint) =>
    rowOf(
      html`${checkpoint.step}${checkpoint === best?.checkpoint ? html` <strong class="best">best</strong>` : nothing}`,
      [
        html`<code>${checkpoint.model}</code>`,
        ...metrics.map((metric) => valueOr(checkpoint.metrics[metric])),
      ],
    ),
  );
  const note = best ? `, the best by ${metricTitle(best.metric)}` : "";
  return tableOf(`Checkpoints${note}`, ["Step", "Model", ...metrics.map(metricTitle)], rows);
}

const valueOr = (value: number | undefined) => (value === undefined ? "–" : valueText(value));

const filesTable = ({ files }: JobDetails): Html =>
  tableOf(
    "Files",
    ["Purpose", "Name", "Size", "ID"],
    files.map(({ role, name = "–", bytes, id }) =>
      rowOf(role, [name, bytes === undefined ? "–" : bytesText(bytes), html`<code>${id}</code>`]),
    ),
  );

function eventsList({ events }: JobDetails): Html {
  const newest = events.slice(-maxEvents);
  const note =
    newest.length < events.length
      ? html`<p class="note">The newest ${maxEvents.toLocaleString("en")} of them.</p>`
      : nothing;
  return events.length === 0
    ? nothing
    : html`<details>
        <summary>${events.length.toLocaleString("en")} events</summary>
        ${note}
        <ol class="events">
          ${newest.map(
            ({ created_at, level, message }) =>
              html`<li class="${level === "error" ? "error" : "event"}">
                <time>${timeText(created_at)}</time> ${cut(message, maxMessageLength)}
              </li> `,
          )}
        </ol>
      </details>`;
}
