/** The account and the vault stay what they are, unless a step asks for another one: files, jobs and the W&B integration go with them. */
import type { SettingName } from "../../stack/settingsTable";
import type { Change } from "./lifeChanges";
import type { Command } from "./lifeCommands";
import type { Settings } from "./lifeModel";
import type { Part } from "./lifeResources";
import type { LifeWorld } from "./lifeWorld";

type Kept = Extract<Part, "account" | "vault">;

/** Settings that replace the resource, by themselves or as part of its id. */
const replacingSettings: Record<Kept, readonly SettingName[]> = {
  account: [
    "location",
    "resourceGroupName",
    "createResourceGroup",
    "existingAccountId",
    "accountName",
    "customSubDomainName",
    "onSoftDeleted",
  ],
  vault: [
    "location",
    "resourceGroupName",
    "createResourceGroup",
    "existingVaultId",
    "vaultName",
    "onSoftDeleted",
  ],
};

export interface Identities {
  settings: Settings;
  ids: Record<Kept, string | undefined>;
}

export const identitiesOf = (world: LifeWorld): Identities => ({
  settings: { ...world.model.settings },
  ids: { account: world.find("account")?.id, vault: world.find("vault")?.id },
});

/** Describes what was replaced although no step has asked for it. */
export function replacedUnasked(
  world: LifeWorld,
  before: Identities,
  steps: readonly (Change | Command)[],
): string[] {
  const after = identitiesOf(world);
  return (["account", "vault"] as const)
    .filter((part) => before.ids[part] !== undefined && before.ids[part] !== after.ids[part])
    .filter((part) => !steps.some((step) => asksFor(step, part)))
    .filter((part) => !replacingSettings[part].some((name) => isChanged(name, before, after)))
    .map((part) => `the ${part} was replaced although no step has asked for it`);
}

const isChanged = (name: SettingName, before: Identities, after: Identities) =>
  JSON.stringify(before.settings[name]) !== JSON.stringify(after.settings[name]);

function asksFor(step: Change | Command, part: Kept): boolean {
  if ("change" in step) {
    return step.change === "delete" && (step.part === part || step.part === "group");
  }
  switch (step.command) {
    case "destroy":
      return true;
    case "killed":
      return step.run === "destroy";
    case "upReplace":
    case "taint":
      return step.part === part || step.part === "group";
    default:
      return false;
  }
}
