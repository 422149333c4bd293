/** What changes between two commands of a stack's life: in its settings, in its names, and in Azure outside Pulumi. */
import fc from "fast-check";
import { settingsTable } from "../../stack/settingsTable";
import type { SettingName } from "../../stack/settingsTable";
import { deployers } from "./lifeModel";
import type { Deployer, StoredValue } from "./lifeModel";
import { policies, policyNames } from "./lifePolicies";
import type { PolicyName } from "./lifePolicies";
import { parts } from "./lifeResources";
import type { FoundPart, Part } from "./lifeResources";
import { settingValues } from "./lifeSettings";
import type { LifeWorld } from "./lifeWorld";

export type Change =
  | { change: "setting"; name: SettingName; value: StoredValue }
  | { change: "rotate" }
  | { change: "deployer"; to: Deployer }
  | { change: "rename"; what: "component" | "stack" | "project" }
  | { change: "delete"; part: Part }
  | { change: "drift"; drift: Drift }
  | { change: "purge" }
  | { change: "policy"; policy: PolicyName }
  | { change: "noPolicy" };

/** Out-of-band changes of a resource, as requests. */
const drifts = {
  accountTags: { part: "account", body: { tags: { stack: "another" } } },
  accountNetwork: { part: "account", body: { properties: { publicNetworkAccess: "Disabled" } } },
  accountIdentity: { part: "account", body: { identity: { type: "None" } } },
  vaultTags: { part: "vault", body: { tags: { stack: "another" } } },
  vaultPermissionModel: { part: "vault", body: { properties: { enableRbacAuthorization: false } } },
  secretDisabled: { part: "secret", body: { properties: { attributes: { enabled: false } } } },
  groupTags: { part: "group", body: { tags: { stack: "another" } } },
} as const satisfies Record<string, { part: Part; body: object }>;
export type Drift = keyof typeof drifts;

/** Azure ends the deletion of a secret within half a minute: until then its name can neither be reused nor recovered. */
const secretDeletionSeconds = 35;

type Kind = Change["change"];
type ChangeOf<K extends Kind> = Extract<Change, { change: K }>;

interface ChangeRow<K extends Kind> {
  weight: number;
  arbitrary: fc.Arbitrary<ChangeOf<K>>;
  /** Applies it. @returns What stood in the way; undefined: it is done. */
  apply: (world: LifeWorld, change: ChangeOf<K>) => Promise<string | undefined> | string | undefined;
}

const settings = Object.entries(settingValues) as [SettingName, readonly StoredValue[]][];

const changes: { [K in Kind]: ChangeRow<K> } = {
  setting: {
    weight: 12,
    arbitrary: fc
      .constantFrom(...settings.filter(([, values]) => values.length > 0))
      .chain(([name, values]) =>
        fc.constantFrom(...values).map((value) => ({ change: "setting" as const, name, value })),
      ),
    apply({ model }, { name, value }) {
      if (isDefault(name, value)) {
        delete model.settings[name];
      } else {
        model.settings[name] = value;
      }
      return undefined;
    },
  },
  rotate: {
    weight: 1,
    arbitrary: fc.constant({ change: "rotate" }),
    apply({ model }) {
      model.key += 1;
      return undefined;
    },
  },
  deployer: {
    weight: 2,
    arbitrary: fc.constantFrom(...deployers).map((to) => ({ change: "deployer", to })),
    apply({ model }, { to }) {
      model.deployer = to;
      return undefined;
    },
  },
  rename: {
    weight: 2,
    arbitrary: fc
      .constantFrom("component" as const, "stack" as const, "project" as const)
      .map((what) => ({ change: "rename", what })),
    apply: (world, { what }) => renames[what](world),
  },
  delete: {
    weight: 6,
    arbitrary: fc.constantFrom(...parts).map((part) => ({ change: "delete", part })),
    apply: deleteOutOfBand,
  },
  drift: {
    weight: 3,
    arbitrary: fc
      .constantFrom(...(Object.keys(drifts) as Drift[]))
      .map((drift) => ({ change: "drift", drift })),
    async apply(world, { drift }) {
      const { part, body } = drifts[drift];
      return onPart(world, part, async ({ id, apiVersion }) => {
        const response = await world.azure.arm("PATCH", `${id}?api-version=${apiVersion}`, body);
        return response.status < 300 ? undefined : `${response.status}`;
      });
    },
  },
  purge: {
    weight: 1,
    arbitrary: fc.constant({ change: "purge" }),
    async apply({ project }) {
      await project.purgeDeleted();
      return undefined;
    },
  },
  policy: {
    weight: 1,
    arbitrary: fc.constantFrom(...policyNames).map((policy) => ({ change: "policy", policy })),
    async apply({ model, azure }, { policy }) {
      model.policies = [...new Set([...model.policies, policy])];
      await azure.control(
        "PUT",
        "/_local/policies",
        model.policies.map((name) => policies[name as PolicyName].policy),
      );
      return undefined;
    },
  },
  noPolicy: {
    weight: 1,
    arbitrary: fc.constant({ change: "noPolicy" }),
    async apply({ model, azure }) {
      model.policies = [];
      await azure.control("DELETE", "/_local/policies");
      return undefined;
    },
  },
};

export const anyChange: fc.Arbitrary<Change> = fc.oneof(
  ...Object.values(changes).map(({ weight, arbitrary }) => ({
    weight,
    arbitrary: arbitrary as fc.Arbitrary<Change>,
  })),
);

export const applyChange = async (world: LifeWorld, change: Change): Promise<string | undefined> =>
  (changes[change.change] as ChangeRow<Kind>).apply(world, change as never);

/** Whether a setting's value is its default, which the stack's file leaves out. */
function isDefault(name: SettingName, value: StoredValue): boolean {
  const row = settingsTable[name];
  const byDefault = "default" in row ? String(row.default) : "";
  return typeof value === "string" ? value === byDefault : Object.keys(value).length === 0;
}

async function onPart(
  world: LifeWorld,
  part: Part,
  act: (found: FoundPart) => Promise<string | undefined>,
): Promise<string | undefined> {
  const found = world.find(part);
  return found ? act(found) : "the stack has none";
}

function deleteOutOfBand(world: LifeWorld, { part }: { part: Part }): Promise<string | undefined> {
  return onPart(world, part, async ({ id, apiVersion }) => {
    const { azure } = world;
    const [, vault = "", secret = ""] = /\/vaults\/([^/]+)\/secrets\/([^/]+)$/.exec(id) ?? [];
    const { status } =
      part === "secret"
        ? await azure.vault("DELETE", `https://${vault}.vault.azure.net/secrets/${secret}?api-version=7.4`)
        : { status: await world.project.delete(id, apiVersion) };
    await world.advanceClock(secretDeletionSeconds);
    return status < 300 ? undefined : `${status}`;
  });
}

const renames = {
  component({ model }: LifeWorld) {
    model.componentNames.push(`wandb${model.componentNames.length + 1}`);
    return undefined;
  },
  stack: (world: LifeWorld) =>
    renameStack(world, { ...world.model, stackName: world.model.stackName === "test" ? "other" : "test" }),
  project: (world: LifeWorld) =>
    renameStack(world, {
      ...world.model,
      projectName: world.model.projectName === "tuning" ? "azure-openai-wandb" : "tuning",
    }),
};

/** `pulumi stack rename` changes the state; the stack's file and Pulumi.yaml follow with the next command. */
async function renameStack(
  world: LifeWorld,
  { stackName, projectName }: { stackName: string; projectName: string },
): Promise<string | undefined> {
  world.write();
  const to = `organization/${projectName}/${stackName}`;
  const { code, stdout, stderr } = await world.project.stack.tryPulumi("stack", "rename", to);
  if (code !== 0) {
    return `pulumi stack rename: ${stdout}${stderr}`;
  }
  Object.assign(world.model, { stackName, projectName });
  return undefined;
}
