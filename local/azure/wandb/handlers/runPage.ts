/** The page of a run, for its users and for callers with the token of the local Azure. */
import { AzureError } from "../../error";
import type { OpenCall, Platform, Reply } from "../../service";
import { findVisitor, requireEntity, requireViewer } from "../access";
import { readHistory } from "../model/history";
import { findRun } from "../model/runs";
import type * as RunPage from "../page/runPage";

type RunPageCall = OpenCall<undefined, "entity" | "project" | "run">;

/** Loaded with the first page: it has the CLI's report, and with it clients of Azure that half of the host's start would go to. */
const render: typeof RunPage.renderRunPage = (...args) =>
  // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() does not resolve TypeScript files here
  (require("../page/runPage") as typeof RunPage).renderRunPage(...args);

function page(platform: Platform, { entity, project, run: name }: RunPageCall["params"]): Reply {
  const run = findRun(platform, entity, project, name);
  if (!run) {
    throw new AzureError(404, "NOT_FOUND", `run ${entity}/${project}/${name} not found`);
  }
  return {
    status: 200,
    headers: { "content-type": "text/html; charset=utf-8", "referrer-policy": "no-referrer" },
    body: render(run, readHistory(platform, run.id)),
  };
}

/** The page at the run's URL, with an API key as the password: a browser asks for it. */
export function getRunPage({ platform, params, headers }: RunPageCall): Reply {
  requireEntity(requireViewer(findVisitor(platform, headers)), params.entity);
  return page(platform, params);
}

/** The page for a caller with the token, which the pipeline has verified. */
export const getRunPageByToken = ({ platform, params }: RunPageCall): Reply => page(platform, params);
