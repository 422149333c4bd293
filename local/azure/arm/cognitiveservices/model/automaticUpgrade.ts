/**
 * Azure's automatic upgrade of accounts of kind OpenAI to Foundry resources (Microsoft Learn, "Manage automatic upgrades from Azure
 * OpenAI to Microsoft Foundry", August 2026). Documented: the property and its fields; what is not selected (private networking,
 * customer-managed keys); that a W&B integration blocks it; that mode Disabled opts out. Assumed: the texts of `statusReason`, whose
 * values are not published; that the schedule counts from the time at which the account became one of kind OpenAI.
 */
import { findWandbIntegration } from "../../../openai/model/wandbIntegration";
import type { Platform } from "../../../service";
import { regionName } from "../../resources";
import type { ArmResource } from "../../resources";
import { accountType } from "./accounts";
import type { AccountCall } from "./accounts";
import { newEtag } from "./etag";
import { endpointsOf } from "./kinds";
import { subdomainOf } from "./subdomains";

type Mode = "Enabled" | "Disabled";

/** What is stored of an account. */
interface StoredUpgrade {
  /** As a request has set it. */
  mode?: Mode | undefined;
  /** When the account became one of kind OpenAI, in milliseconds, by the local Azure's clock. */
  since?: number;
}

/** `properties.foundryAutoUpgrade`, as the API versions that have it return it. */
interface AutomaticUpgrade {
  mode?: Mode | undefined;
  plannedByMicrosoft?: boolean;
  scheduledAt?: string;
  statusReason?: string;
}

const storedUpgrade = ({ properties }: ArmResource): StoredUpgrade =>
  (properties.foundryAutoUpgrade as StoredUpgrade | undefined) ?? {};

/** What a write leaves stored: the mode of the request, or the earlier one where Azure keeps it. */
export function writtenUpgrade(
  { platform, method }: Pick<AccountCall, "platform" | "method">,
  before: ArmResource | undefined,
  {
    kind,
    properties,
  }: { kind: string; properties: { foundryAutoUpgrade?: { mode?: Mode | null } | null | undefined } },
): StoredUpgrade {
  const stored = before ? storedUpgrade(before) : {};
  const keepsMode = method === "PATCH" || platform.settings.current.foundryUpgrade.keepsOptOut;
  return {
    mode: properties.foundryAutoUpgrade?.mode ?? (keepsMode ? stored.mode : undefined),
    since: before && before.kind === kind ? sinceOf(before) : platform.clock.now(),
  };
}

const sinceOf = (account: ArmResource): number =>
  storedUpgrade(account).since ?? Date.parse(String(account.properties.dateCreated));

/** Returns what Azure shows of an account's upgrade; undefined where it neither plans one nor was told anything about it. */
export function automaticUpgrade(platform: Platform, account: ArmResource): AutomaticUpgrade | undefined {
  const { mode } = storedUpgrade(account);
  const dueAt = dueTime(platform, account);
  if (account.kind !== "OpenAI" || (mode === undefined && dueAt === undefined)) {
    return undefined;
  }
  if (dueAt === undefined) {
    return { mode };
  }
  if (mode === "Disabled") {
    return { mode, plannedByMicrosoft: true, statusReason: "OptedOut" };
  }
  const obstacle = obstacles.find(({ isInTheWay }) => isInTheWay(platform, account));
  return {
    mode: "Enabled",
    plannedByMicrosoft: true,
    scheduledAt: new Date(dueAt).toISOString(),
    statusReason: obstacle?.reason ?? "Eligible",
  };
}

/** When Azure upgrades an account, in milliseconds; undefined where it has not selected the account. */
function dueTime({ settings }: Platform, account: ArmResource): number | undefined {
  const { afterSeconds } = settings.current.foundryUpgrade;
  return afterSeconds === null || account.kind !== "OpenAI" || isNotSelected(account)
    ? undefined
    : sinceOf(account) + afterSeconds * 1000;
}

const isNotSelected = ({ properties }: ArmResource): boolean =>
  properties.publicNetworkAccess === "Disabled" ||
  (properties.encryption as { keySource?: string } | undefined)?.keySource === "Microsoft.KeyVault";

/** What blocks the upgrade of an account that is selected. */
const obstacles: readonly {
  isInTheWay: (platform: Platform, account: ArmResource) => boolean;
  reason: string;
}[] = [
  {
    isInTheWay: (platform, { id }) => findWandbIntegration(platform, id) !== undefined,
    reason: "WeightsAndBiasesIntegration",
  },
  { isInTheWay: (_platform, { identity }) => !identity?.principalId, reason: "NoManagedIdentity" },
];

/** Upgrades the accounts whose time has come. One that is being written waits for the end of its operation. */
export function upgradeDueAccounts(platform: Platform): void {
  if (platform.settings.current.foundryUpgrade.afterSeconds === null) {
    return;
  }
  const now = platform.clock.now();
  for (const account of platform.resources.list(accountType)) {
    const dueAt = dueTime(platform, account);
    if (dueAt !== undefined && dueAt <= now && canUpgrade(platform, account)) {
      platform.resources.put(upgraded(account));
    }
  }
}

const canUpgrade = (platform: Platform, account: ArmResource): boolean =>
  storedUpgrade(account).mode !== "Disabled" &&
  !platform.operations.inProgress(account.id) &&
  obstacles.every(({ isInTheWay }) => !isInTheWay(platform, account));

/** An upgraded account: its name, endpoint, identity, settings and data stay as they are. */
const upgraded = (account: ArmResource): ArmResource => ({
  ...account,
  kind: "AIServices",
  etag: newEtag(),
  properties: {
    ...account.properties,
    allowProjectManagement: true,
    endpoints: endpointsOf("AIServices", subdomainOf(account), regionName(account.location)),
  },
});
