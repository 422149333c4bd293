/** The integrations in a stack's state. A program in any language registers the component by its type, at any depth. */
import { componentType } from "../../components/componentType";
import { encrypted, propertyOf } from "../pulumi/stateValues";
import { logicalName } from "../pulumi/state";
import type { State, StateResource } from "../pulumi/state";

/** The outputs of the component that the CLI needs, in the order of messages. */
export const requiredOutputs = ["accountId", "endpoint", "vaultUrl", "vaultId", "secretName"] as const;
export type IntegrationOutputs = Record<(typeof requiredOutputs)[number], string>;

/** A `WandbIntegration` in a stack's state. */
export interface Integration {
  /** Its name in the program, such as `research`. */
  name: string;
  /** The names of its parents and its own, such as `platform/team-a/research`. */
  path: string;
  urn: string;
  /** What the last deployment registered. Secrets that the state has encrypted are not among them. */
  outputs: Partial<IntegrationOutputs>;
  /** Required outputs that the state has encrypted. */
  encryptedOutputs: readonly string[];
  /** Required outputs that the state does not have. */
  missingOutputs: readonly string[];
  /** Its resources, but for those that wait for their deletion. */
  resources: readonly StateResource[];
}

const stackType = "pulumi:pulumi:Stack";

/** Returns the integrations of a state, sorted by their paths: a program's components register in any order. */
export function integrationsIn({ deployment }: State): Integration[] {
  const { resources = [] } = deployment;
  const live = resources.filter((resource) => !resource.delete);
  const byUrn = new Map(live.map((resource) => [resource.urn, resource]));
  const parentsOf = parentsIn(byUrn);
  const components = live.filter(({ type, custom }) => type === componentType && !custom);
  const contents = new Map<StateResource, StateResource[]>(components.map((component) => [component, []]));
  for (const resource of live) {
    parentsOf(resource).forEach((parent) => contents.get(parent)?.push(resource));
  }
  return components
    .map((component) => ({
      name: logicalName(component.urn),
      path: [...parentsOf(component), component]
        .filter(({ type }) => type !== stackType)
        .map(({ urn }) => logicalName(urn))
        .join("/"),
      urn: component.urn,
      ...readOutputs(component),
      resources: contents.get(component) ?? [],
    }))
    .sort((one, other) => compare(one.path, other.path) || compare(one.urn, other.urn));
}

/** The same everywhere, whatever the language of the machine. */
function compare(one: string, other: string): number {
  if (one === other) {
    return 0;
  }
  return one < other ? -1 : 1;
}

/** Returns the parents of a resource, outermost first. A broken state may have a circle of parents. */
function parentsIn(byUrn: ReadonlyMap<string, StateResource>) {
  const cache = new Map<string, readonly StateResource[]>();
  return (resource: StateResource): readonly StateResource[] => {
    const found = cache.get(resource.urn);
    if (found) {
      return found;
    }
    const parents: StateResource[] = [];
    let parent = byUrn.get(resource.parent ?? "");
    while (parent && parent !== resource && !parents.includes(parent)) {
      parents.unshift(parent);
      parent = byUrn.get(parent.parent ?? "");
    }
    cache.set(resource.urn, parents);
    return parents;
  };
}

function readOutputs({
  outputs = {},
}: StateResource): Pick<Integration, "outputs" | "encryptedOutputs" | "missingOutputs"> {
  const values = requiredOutputs.map((name) => [name, propertyOf(outputs, name)] as const);
  const texts = values.filter(([, value]) => typeof value === "string" && value !== "");
  return {
    outputs: Object.fromEntries(texts) as Partial<IntegrationOutputs>,
    encryptedOutputs: values.filter(([, value]) => value === encrypted).map(([name]) => name),
    missingOutputs: values
      .filter(([, value]) => value !== encrypted && (typeof value !== "string" || value === ""))
      .map(([name]) => name),
  };
}
