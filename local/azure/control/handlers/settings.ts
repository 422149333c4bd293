import type { OpenCall, Reply } from "../../service";
import type { SettingsBody } from "../wire/settings";

export function getSettings({ platform }: OpenCall): Reply {
  return { status: 200, body: platform.settings.current };
}

export function changeSettings(call: OpenCall<SettingsBody>): Reply {
  call.platform.settings.change(call.body);
  return getSettings(call);
}

export function resetSettings({ platform }: OpenCall): Reply {
  platform.settings.reset();
  return { status: 204 };
}
