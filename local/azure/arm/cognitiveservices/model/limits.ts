/** Azure OpenAI's limits for an account, which the account's capabilities list as texts. */
import type { Platform } from "../../../service";
import type { ArmResource } from "../../resources";
import { kindOf, limits } from "./kinds";
import type { Limit } from "./kinds";

/** A limit of an account. The settings change some. */
export function limitOf({ settings }: Pick<Platform, "settings">, limit: Limit): number {
  const { fineTuning, trainingFileBytes } = settings.current;
  const changed: Partial<Record<Limit, number>> = {
    MaxFineTuneCount: fineTuning.jobLimit,
    MaxTrainingFileSize: trainingFileBytes,
  };
  return changed[limit] ?? Number(limits[limit]);
}

/** The capabilities of an account. They are no part of what is stored: the settings change them at any time. */
export function capabilitiesOf(
  platform: Pick<Platform, "settings">,
  { kind }: Pick<ArmResource, "kind">,
): { name: string; value?: string }[] {
  return kindOf(kind).capabilities.map(({ name, value }) =>
    name in limits
      ? { name, value: String(limitOf(platform, name as Limit)) }
      : { name, ...(value === undefined ? {} : { value }) },
  );
}
