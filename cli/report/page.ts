/** A report of jobs as one HTML page. */
import type { JobDetails } from "../jobDetails/read";
import { labelsOf } from "../jobDetails/labels";
import { isFinished } from "../openai/jobs";
import { renderCurvesPage } from "./curvesPage";
import { html, link, nothing } from "./html";
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

/** Returns the page's HTML. */
export const renderReport = (content: ReportContent): string =>
  renderCurvesPage({
    title: `Fine-tuning: ${labelsOf(content.jobs).join(", ")}`,
    header: pageHeader(content),
    overview: jobsTable(content.jobs),
    curves: pageDataOf(content.jobs),
    withoutCurves: "The jobs have no metrics yet.",
    details: html`${metricsTable(content.jobs)} ${comparisonSection(content.jobs)}
    ${content.jobs.map(jobSection)}`,
  });

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
