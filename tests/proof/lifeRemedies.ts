/** What a user does about an error: patterns of errors, and the remedy that docs/how-to/troubleshoot.md or the error itself names, as code. */
import { randomUUID } from "node:crypto";
import { settingsTable } from "../../stack/settingsTable";
import type { SettingName } from "../../stack/settingsTable";
import type { Settings, StoredValue } from "./lifeModel";
import { policies } from "./lifePolicies";
import type { LifeWorld } from "./lifeWorld";
import { shortened } from "./workers";

interface RemedyRow {
  error: RegExp;
  /** A part of a row of docs/how-to/troubleshoot.md; none: the error itself names the remedy. */
  documented?: string;
  apply?: (world: LifeWorld, error: string) => Promise<void> | void;
  /** Settings to deploy in an `up` of its own, with what is deployed already, before the change that has failed. */
  deployFirst?: Settings;
}

/** The order counts: the first that matches is applied. */
const remedies = {
  // Each line of the error begins with a setting.
  settings: {
    error: /^Invalid configuration: /,
    apply({ model }, error) {
      for (const [, name = ""] of error.matchAll(/ - (\w+)\S* /g)) {
        if (name in settingsTable) {
          delete model.settings[name as SettingName];
        }
      }
      for (const [, name = "", value = ""] of error.matchAll(/ set (\w+) to (true|false)/g)) {
        if (name in settingsTable) {
          model.settings[name as SettingName] = value;
        }
      }
    },
  },
  permissionModel: {
    error: /Set access\.permissionModel to (\w+)/,
    apply({ model }, error) {
      const [, value = ""] = /Set access\.permissionModel to (\w+)/.exec(error) ?? [];
      model.settings.permissionModel = value;
    },
  },
  unlock: {
    error: /the stack is currently locked/,
    documented: "the stack is currently locked by 1 lock(s)",
    apply: (world) => runRecover(world, "--unlock"),
  },
  recover: {
    error: /cannot create already existing resource|SecretNotFound/,
    documented: "cannot create already existing resource",
    apply: (world) => runRecover(world),
  },
  policy: {
    error: /RequestDisallowedByPolicy/,
    documented: "RequestDisallowedByPolicy",
    apply({ model }, error) {
      const denied = Object.values(policies).filter(({ policy }) => error.includes(policy.displayName));
      for (const { requires } of denied) {
        model.settings[requires.name] = structuredClone(requires.value) as StoredValue;
      }
    },
  },
  deleteLock: {
    error: /ScopeLocked/,
    documented: "ScopeLocked",
    deployFirst: { deleteLock: "false" },
  },
  purge: {
    error: /FlagMustBeSetForRestore|exists in deleted state|has been soft-deleted|CustomDomainInUse/,
    documented: "FlagMustBeSetForRestore",
    apply: ({ project }) => project.purgeDeleted(),
  },
  deployer: {
    error: /AuthorizationFailed/,
    documented: "AuthorizationFailed",
    apply({ model }) {
      model.deployer = "first";
    },
  },
  assignRole: {
    error: /ForbiddenByRbac/,
    documented: "ForbiddenByRbac",
    apply: assignSecretsRole,
  },
  network: {
    error: /ForbiddenByFirewall|ForbiddenByConnection/,
    documented: "ForbiddenByFirewall",
    deployFirst: { vaultPublicNetworkAccess: "true", vaultIpRules: [] },
  },
  accessPolicy: {
    error: /ForbiddenByPolicy/,
    documented: "ForbiddenByPolicy",
    deployFirst: { keyVaultSecretsOfficers: [] },
  },
  retention: {
    error: /softDeleteRetentionInDays.* has been set already/,
    documented: "has been set already",
    apply({ model }) {
      restore(model.settings, model.deployed, "softDeleteRetentionInDays");
    },
  },
  location: {
    error: /InvalidResourceLocation/,
    documented: "InvalidResourceLocation",
    apply({ model }) {
      restore(model.settings, model.deployed, "location");
    },
  },
  subdomain: {
    error: /CustomDomainCannotBeChanged/,
    documented: "CustomDomainCannotBeChanged",
    apply({ model }) {
      restore(model.settings, model.deployed, "customSubDomainName");
    },
  },
  wait: {
    error: /currently in a deleted but recoverable state|ObjectIsBeingDeleted/,
    documented: "currently in a deleted but recoverable state",
    apply: (world) => world.advanceClock(60),
  },
} as const satisfies Record<string, RemedyRow>;

export type RemedyName = keyof typeof remedies;
const rows = Object.entries(remedies) as [RemedyName, RemedyRow][];

/** Parts of docs/how-to/troubleshoot.md that remedies rely on. */
export const documentedRemedies: readonly string[] = rows.flatMap(([, { documented }]) => documented ?? []);

export const remedyFor = (error: string): RemedyName | undefined =>
  rows.find(([, { error: pattern }]) => pattern.test(error))?.[0];

/** @returns Settings to deploy first, before the command that has failed. */
export async function applyRemedy(
  world: LifeWorld,
  name: RemedyName,
  error: string,
): Promise<Settings | undefined> {
  world.remedies.push(name);
  world.history.push(`remedy: ${name}`);
  const { apply, deployFirst }: RemedyRow = remedies[name];
  await apply?.(world, error);
  return deployFirst;
}

async function runRecover(world: LifeWorld, ...options: string[]): Promise<void> {
  world.write();
  const { code, stdout, stderr } = await world.project.cli(world.model, "recover", ...options);
  world.history.push(`recover: ${shortened(stdout)}`);
  if (code !== 0) {
    world.history.push(`recover failed: ${shortened(stderr)}`);
  }
}

async function assignSecretsRole(world: LifeWorld): Promise<void> {
  const { azure, project, model } = world;
  const id = `${azure.subscription}/providers/Microsoft.Authorization/roleAssignments/${randomUUID()}`;
  const { body } = await azure.arm("PUT", `${id}?api-version=2022-04-01`, {
    properties: {
      roleDefinitionId: `${azure.subscription}/providers/Microsoft.Authorization/roleDefinitions/b86a8fe4-44ce-4948-aee5-eccb2c155cd7`,
      principalId: project.objectIdOf(model.deployer),
      principalType: "ServicePrincipal",
    },
  });
  world.granted.add(String(body.id ?? "").toLowerCase());
}

function restore(settings: Settings, from: Settings, name: SettingName): void {
  const value = from[name];
  if (value === undefined) {
    delete settings[name];
  } else {
    settings[name] = value;
  }
}
