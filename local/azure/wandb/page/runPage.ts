/**
 * The page of a run on the local W&B, with the curves of a report. It is not W&B's own page, and tells so: W&B's pages need W&B.
 */
import { metricsOf, pointsOfMetric } from "../../../../cli/jobDetails/metrics";
import type { MetricsRow } from "../../../../cli/openai/metrics";
import { renderCurvesPage } from "../../../../cli/report/curvesPage";
import { html, nothing } from "../../../../cli/report/html";
import type { Content } from "../../../../cli/report/html";
import { curvesOf } from "../../../../cli/report/pageData";
import { rowOf, tableOf, valuesTable } from "../../../../cli/report/sections";
import type { HistoryRow } from "../model/history";
import type { Run } from "../model/runs";

/** Returns the page's HTML. */
export function renderRunPage(run: Run, history: readonly HistoryRow[]): string {
  const rows = history.map(toMetrics);
  const label = run.displayName;
  return renderCurvesPage({
    title: `${label}, a run on the local W&B`,
    header: header(run),
    overview: nothing,
    curves: curvesOf(
      metricsOf(rows).map((metric) => ({ job: 0, label, metric, points: pointsOfMetric(rows, metric) })),
    ),
    withoutCurves: "The run has no history yet.",
    details: html`${valuesTable("Run", [{ label, rows }])} ${overview(run)} ${settings("Config", run.config)}
    ${settings("Summary", run.summaryMetrics)}`,
  });
}

/** The numbers of a row, by their own names. */
const toMetrics = ({ _step: step, ...row }: HistoryRow): MetricsRow => ({
  ...Object.fromEntries(
    Object.entries(row).filter(
      (entry): entry is [string, number] => typeof entry[1] === "number" && Number.isFinite(entry[1]),
    ),
  ),
  step: Number(step),
});

const header = ({ displayName, entity, project, state }: Run): Content =>
  html`<header>
    <h1>${displayName}</h1>
    <p>
      A run of the project ${entity}/${project} on the local W&amp;B: ${state}. This is not W&amp;B's own
      page, which only W&amp;B has.
    </p>
  </header>`;

function overview(run: Run): Content {
  const facts: readonly (readonly [title: string, value: string | undefined])[] = [
    ["State", run.state],
    ["Run ID", run.name],
    ["Job type", run.jobType],
    ["Group", run.group],
    ["Tags", run.tags.join(", ")],
    ["User", run.username],
    ["Created", run.createdAt],
    ["Last written", run.heartbeatAt],
    ["Notes", run.notes],
  ];
  return html`<section aria-labelledby="run">
    <h2 id="run">Run</h2>
    ${tableOf(
      "Overview",
      ["", "Value"],
      facts.flatMap(([title, value]) => (value ? [rowOf(title, [value])] : [])),
    )}
  </section>`;
}

const maxCellLength = 4_000;

const cell = (value: unknown): string => {
  const text = typeof value === "string" ? value : (JSON.stringify(value) ?? "");
  return text.length > maxCellLength ? `${text.slice(0, maxCellLength)}…` : text;
};

/** A table of JSON, which is W&B's form of a configuration: `{ name: { value } }`, or plain values. */
function settings(title: string, json: string): Content {
  const value: unknown = JSON.parse(json);
  const rows = Object.entries(typeof value === "object" && value !== null ? value : {})
    // What W&B's clients write about themselves.
    .filter(([name]) => name !== "_wandb")
    .map(([name, setting]) => rowOf(name, [cell(unwrapped(setting))]));
  return rows.length === 0
    ? nothing
    : html`<section>
        <h2>${title}</h2>
        ${tableOf(title, ["Name", "Value"], rows)}
      </section>`;
}

const unwrapped = (setting: unknown): unknown =>
  typeof setting === "object" && setting !== null && "value" in setting ? setting.value : setting;
