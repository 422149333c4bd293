/** Diagnostic settings of resources (Microsoft.Insights). No log is stored. */
import { route } from "../../service";
import type { Route } from "../../service";
import { requestedScope as scope } from "../authorization/model/scope";
import { pageQuery } from "../lists";
import { getCategory, listCategories } from "./handlers/categories";
import {
  deleteDiagnosticSetting,
  getDiagnosticSetting,
  listDiagnosticSettings,
  putDiagnosticSetting,
} from "./handlers/diagnosticSettings";
import { diagnosticSettingBody } from "./wire/diagnosticSettings";

const apiVersions = ["2021-05-01-preview", "2017-05-01-preview"];

const provider = "{scope+}/providers/Microsoft.Insights";
const settings = `${provider}/diagnosticSettings` as const;
const categories = `${provider}/diagnosticSettingsCategories` as const;
const action = "Microsoft.Insights/diagnosticSettings";
const categoriesAction = "Microsoft.Insights/diagnosticSettingsCategories/read";

export const insightsRoutes: Route[] = [
  route({
    method: "GET",
    path: `${settings}/{name}`,
    apiVersions,
    scope,
    action: `${action}/read`,
    handle: getDiagnosticSetting,
  }),
  route({
    method: "PUT",
    path: `${settings}/{name}`,
    apiVersions,
    scope,
    action: `${action}/write`,
    body: diagnosticSettingBody,
    handle: putDiagnosticSetting,
  }),
  route({
    method: "DELETE",
    path: `${settings}/{name}`,
    apiVersions,
    scope,
    action: `${action}/delete`,
    handle: deleteDiagnosticSetting,
  }),
  route({
    method: "GET",
    path: settings,
    apiVersions,
    scope,
    query: pageQuery,
    action: `${action}/read`,
    handle: listDiagnosticSettings,
  }),
  route({
    method: "GET",
    path: categories,
    apiVersions,
    scope,
    action: categoriesAction,
    handle: listCategories,
  }),
  route({
    method: "GET",
    path: `${categories}/{category}`,
    apiVersions,
    scope,
    action: categoriesAction,
    handle: getCategory,
  }),
];
