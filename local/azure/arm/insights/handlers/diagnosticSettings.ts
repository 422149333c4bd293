import type { Call, Reply } from "../../../service";
import { requireScope } from "../../authorization/model/scope";
import { requireUnlocked } from "../../checks";
import type { ArmResource } from "../../resources";
import { systemData } from "../../systemData";
import {
  categoriesIn,
  diagnosticSettingId,
  diagnosticSettingNotFound,
  diagnosticSettingType,
  requireSink,
  settingsOf,
  withAllMetrics,
} from "../model/diagnosticSettings";
import type { DiagnosticSettingCall } from "../model/diagnosticSettings";
import { toResponseDiagnosticSetting } from "../wire/diagnosticSettings";
import type { DiagnosticSettingBody } from "../wire/diagnosticSettings";

export function getDiagnosticSetting(call: DiagnosticSettingCall): Reply {
  const { platform, params, apiVersion } = call;
  const setting = platform.resources.get(diagnosticSettingId(call));
  if (!setting) {
    throw diagnosticSettingNotFound(params.name);
  }
  const { metrics, ...properties } = setting.properties;
  const shown = { ...setting, properties: { ...properties, metrics: withAllMetrics(categoriesIn(metrics)) } };
  const location = platform.resources.get(params.scope)?.location;
  return { status: 200, body: toResponseDiagnosticSetting(shown, apiVersion, location) };
}

/** Writes a setting: 200, whether or not it exists. */
export function putDiagnosticSetting(call: DiagnosticSettingCall<DiagnosticSettingBody>): Reply {
  const { platform, params, body, apiVersion } = call;
  requireScope(platform, params.scope);
  const id = diagnosticSettingId(call);
  requireSink(platform, body.properties, id);
  const before = platform.resources.get(id);
  const setting: ArmResource = {
    id: before?.id ?? id,
    name: before?.name ?? params.name,
    type: diagnosticSettingType,
    location: "",
    properties: body.properties,
    systemData: systemData(call, before?.systemData),
  };
  platform.resources.put(setting);
  return { status: 200, body: toResponseDiagnosticSetting(setting, apiVersion) };
}

export function deleteDiagnosticSetting(call: DiagnosticSettingCall): Reply {
  const before = call.platform.resources.get(diagnosticSettingId(call));
  if (before) {
    requireUnlocked(call.platform, before.id, "delete");
    call.platform.resources.delete(before.id);
  }
  return { status: before ? 200 : 204 };
}

export function listDiagnosticSettings({ platform, params, apiVersion }: Call<unknown, "scope">): Reply {
  requireScope(platform, params.scope);
  const value = settingsOf(platform, params.scope).map((setting) =>
    toResponseDiagnosticSetting(setting, apiVersion),
  );
  return { status: 200, body: { value } };
}
