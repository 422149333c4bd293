/** What the script of a report draws: one chart for each kind of metric, with the curves of all jobs. */
import { kindOf, lineOf, metricsOf, metricTitle, pointsOfMetric } from "../jobDetails/metrics";
import type { Line, Point } from "../jobDetails/metrics";
import { labelsOf } from "../jobDetails/labels";
import type { JobDetails } from "../jobDetails/read";
import { chosenHyperparameters } from "../openai/jobs";
import { thin } from "./thin";

export interface PageData {
  charts: ChartData[];
  /** Whether the epoch of every step is known. */
  hasEpochs: boolean;
}

export interface ChartData {
  title: string;
  series: SeriesData[];
}

export interface SeriesData {
  /** Index of the job, which determines the color. */
  job: number;
  label: string;
  title: string;
  line: Line;
  steps: number[];
  values: number[];
  stepsPerEpoch?: number;
}

/** Points of all curves together: a page of at most some megabytes, drawn without a delay. */
const maxPoints = 60_000;
/** Points of one curve: more than two for each pixel of a wide screen. */
const maxCurvePoints = 5_000;
const minCurvePoints = 100;
const significantDigits = 6;

/** A metric of a job or a run. */
export interface Curve {
  /** Index of the job, which determines the color. */
  job: number;
  label: string;
  metric: string;
  points: readonly Point[];
  stepsPerEpoch?: number;
}

/** What a page draws. */
export interface Curves {
  data: PageData;
  /** Number of points that are left out. */
  leftOut: number;
}

/** Returns the charts of jobs. */
export function pageDataOf(jobs: readonly JobDetails[]): Curves {
  const labels = labelsOf(jobs);
  return curvesOf(
    metricsOf(jobs.flatMap(({ rows }) => rows)).flatMap((metric) =>
      jobs.map((details, job) => ({
        job,
        label: labels[job] ?? "",
        metric,
        points: pointsOfMetric(details.rows, metric),
        stepsPerEpoch: stepsPerEpoch(details),
      })),
    ),
  );
}

/** Returns the charts of curves: those of the same kind share one. */
export function curvesOf(all: readonly Curve[]): Curves {
  const curves = all.filter(({ points }) => points.length > 0);
  const limit = Math.max(
    minCurvePoints,
    Math.min(maxCurvePoints, Math.floor(maxPoints / Math.max(1, curves.length))),
  );
  let leftOut = 0;
  const charts = new Map<string, ChartData>();
  for (const { job, label, metric, points, stepsPerEpoch: perEpoch } of curves) {
    const kept = thin(points, limit);
    leftOut += points.length - kept.length;
    const { title } = kindOf(metric);
    const chart = charts.get(title) ?? { title, series: [] };
    charts.set(title, chart);
    chart.series.push({
      job,
      label,
      title: metricTitle(metric),
      line: lineOf(metric),
      steps: kept.map(({ step }) => step),
      values: kept.map(({ value }) => Number(value.toPrecision(significantDigits))),
      stepsPerEpoch: perEpoch,
    });
  }
  const drawn = [...charts.values()];
  const hasEpochs = drawn
    .flatMap(({ series }) => series)
    .every((series) => series.stepsPerEpoch !== undefined);
  return { data: { charts: drawn, hasEpochs }, leftOut };
}

/** Known of jobs that have trained all of their epochs: Azure does not return a job's number of steps. */
function stepsPerEpoch({ job, rows }: JobDetails): number | undefined {
  const { n_epochs: epochs } = chosenHyperparameters(job);
  const lastStep = rows.at(-1)?.step;
  return job.status === "succeeded" && typeof epochs === "number" && epochs > 0 && lastStep
    ? lastStep / epochs
    : undefined;
}
