/**
 * What `pulumi up` would create although Azure has it: the provider was killed, or every answer was lost, once Azure had done what
 * was asked. Pulumi takes such a creation for one that failed and remembers nothing of it.
 */
import { idOf, known } from "./pendingCreates";
import type { Inputs, State, StateResource } from "./pendingCreates";

/** A creation that a preview shows, of a type whose id is made of its inputs. */
export interface PlannedCreate {
  urn: string;
  id: string;
  apiVersion: string;
  /** Where azure-native has made the name up: what such names look like, and what there may be of an earlier one. */
  madeUp?: { name: RegExp; input: string; resourceGroup: string; resourceType: string };
  resource: StateResource;
}

/** How Pulumi writes what is not known yet, and what is secret, in a preview. */
const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";
const secret = "[secret]";

/**
 * @param preview What `pulumi preview --json` prints.
 * @param state What `pulumi stack export` prints: only what has its provider and its parent there can be taken into it.
 */
export function plannedCreates(preview: string, state: string, subscriptionId: string): PlannedCreate[] {
  const { steps = [] } = JSON.parse(preview) as { steps?: { op: string; newState?: StateResource }[] };
  const { resources = [] } = (JSON.parse(state) as State).deployment;
  const there = new Set(resources.flatMap(({ urn, id }) => [urn, `${urn}::${id}`]));
  return steps.flatMap(({ op, newState }) => {
    const row = newState && known[newState.type];
    if (op !== "create" || !row || ![newState.parent, newState.provider].every((one) => there.has(one!))) {
      return [];
    }
    const { urn, inputs = {} } = newState;
    const id = idOf(row.path, { ...inputs, subscriptionId });
    if (id.includes(unknown)) {
      return [];
    }
    return { urn, id, apiVersion: row.apiVersion, madeUp: madeUpName(urn, id, row.path), resource: newState };
  });
}

/** What is known of a resource of a group whose name azure-native has made up: its name in the stack and 8 hexadecimal digits. */
function madeUpName(urn: string, id: string, path: string): PlannedCreate["madeUp"] {
  const [, input] = /\{(\w+)\}$/.exec(path) ?? [];
  const [, resourceGroup, resourceType, name] =
    /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i.exec(id) ?? [];
  const pattern = autonamed(urn.split("::").at(-1)!);
  return input && name && pattern.test(name)
    ? { name: pattern, input, resourceGroup: resourceGroup!, resourceType: resourceType! }
    : undefined;
}

const autonamed = (logicalName: string) =>
  new RegExp(`^${logicalName.replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}[0-9a-f]{8}$`);

/** The state with what was adopted as resources of it. Secrets are left out: the next update writes them again. */
export function withPlanned(state: string, adopted: readonly PlannedCreate[]): string {
  const read = JSON.parse(state) as State;
  const resources = read.deployment.resources ?? [];
  for (const { id, madeUp, resource } of adopted) {
    const { urn, type, parent, provider, dependencies = [], propertyDependencies = {} } = resource;
    const known = new Set(resources.map((one) => one.urn));
    const inputs = {
      ...withoutSecrets(resource.inputs ?? {}),
      ...(madeUp ? { [madeUp.input]: id.split("/").at(-1)! } : {}),
    };
    resources.push({
      urn,
      custom: true,
      id,
      type,
      inputs,
      // The rest comes with the next refresh.
      outputs: inputs,
      parent,
      provider,
      dependencies: dependencies.filter((one) => known.has(one)),
      propertyDependencies: Object.fromEntries(
        Object.entries(propertyDependencies).map(([name, urns]) => [
          name,
          urns.filter((one) => known.has(one)),
        ]),
      ),
    });
  }
  read.deployment.resources = resources;
  return JSON.stringify(read);
}

function withoutSecrets(inputs: Inputs): Inputs {
  return Object.fromEntries(
    Object.entries(inputs)
      .filter(([, value]) => value !== secret)
      .map(([name, value]) => [
        name,
        typeof value === "object" && value !== null && !Array.isArray(value)
          ? withoutSecrets(value as Inputs)
          : value,
      ]),
  );
}

interface Update {
  result: string;
  startTime: string;
}

/** A clock of this machine and one of Azure may differ by this, in milliseconds. */
const slack = 60_000;

/**
 * When the first of the updates began that have failed since the last one that succeeded; undefined: none has.
 * @param history What `pulumi stack history --json` prints, newest first.
 */
export function failingSince(history: string): number | undefined {
  const updates = JSON.parse(history) as Update[];
  const succeeded = updates.findIndex(({ result }) => result === "succeeded");
  const failed = succeeded < 0 ? updates : updates.slice(0, succeeded);
  return failed.length === 0 ? undefined : Date.parse(failed.at(-1)!.startTime) - slack;
}
