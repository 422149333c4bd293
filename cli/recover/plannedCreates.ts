/**
 * Planned creations: what the next `pulumi up` creates although it may exist in Azure, because the provider was killed, or every
 * response was lost. Pulumi treats such a creation as failed and does not record it.
 */
import { logicalName, parseState } from "../pulumi/state";
import type { Inputs, StateResource } from "../pulumi/state";
import { unknownText } from "../pulumi/stateValues";
import { resourceId, resourceIdRules } from "./resourceIds";

/** A creation in a preview, of a resource whose ID follows from its inputs. */
export interface PlannedCreate {
  urn: string;
  id: string;
  apiVersion: string;
  /** If azure-native generated the name: an earlier deployment has generated another one. */
  generatedName?: GeneratedName;
  resource: StateResource;
}

export interface GeneratedName {
  /** Matches every name that azure-native may generate for the resource. */
  pattern: RegExp;
  /** The input that is the name. */
  input: string;
  /** ARM ID of the resource group. */
  resourceGroup: string;
  resourceType: string;
}

/** What a preview prints instead of a secret. */
const secretValue = "[secret]";

/**
 * @param preview What `pulumi preview --json` prints.
 * @param state What `pulumi stack export` prints. A resource can be imported only if its provider and parent are in the state.
 */
export function plannedCreates(preview: string, state: string, subscriptionId: string): PlannedCreate[] {
  const { steps = [] } = JSON.parse(preview) as { steps?: { op: string; newState?: StateResource }[] };
  const { resources = [] } = parseState(state).deployment;
  const references = new Set(resources.flatMap(({ urn, id }) => [urn, `${urn}::${id}`]));
  const isInState = (reference: string | undefined) => reference !== undefined && references.has(reference);
  return steps.flatMap(({ op, newState }) =>
    op === "create" && newState && isInState(newState.parent) && isInState(newState.provider)
      ? plannedCreate(newState, subscriptionId)
      : [],
  );
}

/** @returns A list of one; empty if the resource's ID is not known. */
function plannedCreate(resource: StateResource, subscriptionId: string): PlannedCreate[] {
  const { urn, type, inputs } = resource;
  const rule = resourceIdRules[type];
  if (!rule) {
    return [];
  }
  const { path, apiVersion } = rule;
  const id = resourceId(path, { ...inputs, subscriptionId });
  return id.includes(unknownText)
    ? []
    : [{ urn, id, apiVersion, generatedName: generatedName(urn, id, path), resource }];
}

const groupResource =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

/** azure-native generates a name from the resource's name in the program and 8 hexadecimal digits. */
function generatedName(urn: string, id: string, path: string): GeneratedName | undefined {
  const [, input] = /\{(\w+)\}$/.exec(path) ?? [];
  const [, resourceGroup, resourceType, name] = groupResource.exec(id) ?? [];
  const prefix = logicalName(urn).replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  const pattern = new RegExp(`^${prefix}[0-9a-f]{8}$`);
  return input && resourceGroup && resourceType && name && pattern.test(name)
    ? { pattern, input, resourceGroup, resourceType }
    : undefined;
}

/** Returns the state with imported resources. Secrets are left out: the next update writes them. */
export function withImportedPlanned(state: string, imported: readonly PlannedCreate[]): string {
  const parsed = parseState(state);
  const resources = parsed.deployment.resources ?? [];
  for (const planned of imported) {
    resources.push(importedResource(planned, new Set(resources.map(({ urn }) => urn))));
  }
  parsed.deployment.resources = resources;
  return JSON.stringify(parsed);
}

function importedResource(
  { id, generatedName: generated, resource }: PlannedCreate,
  urnsInState: ReadonlySet<string>,
): StateResource {
  const { urn, type, parent, provider, dependencies = [], propertyDependencies = {} } = resource;
  const onlyInState = (urns: readonly string[]) => urns.filter((dependency) => urnsInState.has(dependency));
  const actualName = id.slice(id.lastIndexOf("/") + 1);
  const inputs = {
    ...withoutSecrets(resource.inputs ?? {}),
    ...(generated ? { [generated.input]: actualName } : {}),
  };
  return {
    urn,
    custom: true,
    id,
    type,
    inputs,
    // The next refresh reads the other outputs.
    outputs: inputs,
    parent,
    provider,
    dependencies: onlyInState(dependencies),
    propertyDependencies: Object.fromEntries(
      Object.entries(propertyDependencies).map(([name, urns]) => [name, onlyInState(urns)]),
    ),
  };
}

function withoutSecrets(inputs: Inputs): Inputs {
  const entries = Object.entries(inputs).filter(([, value]) => value !== secretValue);
  return Object.fromEntries(
    entries.map(([name, value]) => [name, isObject(value) ? withoutSecrets(value) : value]),
  );
}

const isObject = (value: unknown): value is Inputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);
