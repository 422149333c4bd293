/**
 * Planned creations: what the next `pulumi up` creates although it may exist in Azure, because the provider was killed, or every
 * response was lost. Pulumi treats such a creation as failed and does not record it.
 */
import { endingLength, keptStart } from "../../components/naming/accountSuffix";
import { escapeRegExp } from "../escapeRegExp";
import { logicalName, parseState } from "../pulumi/state";
import type { Inputs, StateResource } from "../pulumi/state";
import { unknownText } from "../pulumi/stateValues";
import { resourceId, resourceIdRules } from "./resourceIds";

/** A creation in a preview, of a resource whose ID follows from its inputs. */
export interface PlannedCreate {
  urn: string;
  id: string;
  apiVersion: string;
  /** If the name was generated: an earlier deployment has generated another one. */
  generatedName?: GeneratedName;
  resource: StateResource;
}

export interface GeneratedName {
  /** Matches every name that may be generated for the resource. */
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
      ? plannedCreate(newState, resources, subscriptionId)
      : [],
  );
}

/** @returns A list of one; empty if the resource's ID is not known. */
function plannedCreate(
  resource: StateResource,
  inState: readonly StateResource[],
  subscriptionId: string,
): PlannedCreate[] {
  const { urn, type, inputs } = resource;
  const rule = resourceIdRules[type];
  if (!rule) {
    return [];
  }
  const { path, apiVersion } = rule;
  const id = resourceId(path, { ...inputs, subscriptionId });
  return id.includes(unknownText)
    ? []
    : [{ urn, id, apiVersion, generatedName: generatedName(resource, id, path, inState), resource }];
}

const groupResource =
  /^(\/subscriptions\/[^/]+\/resourceGroups\/[^/]+)\/providers\/([^/]+\/[^/]+)\/([^/]+)$/i;

function generatedName(
  resource: StateResource,
  id: string,
  path: string,
  inState: readonly StateResource[],
): GeneratedName | undefined {
  const [, input] = /\{(\w+)\}$/.exec(path) ?? [];
  const [, resourceGroup, resourceType, name] = groupResource.exec(id) ?? [];
  if (!input || !resourceGroup || !resourceType || !name) {
    return undefined;
  }
  const pattern = [nameByProvider(resource), nameByComponent(resource, name, inState)].find((candidate) =>
    candidate?.test(name),
  );
  return pattern && { pattern, input, resourceGroup, resourceType };
}

/** azure-native generates a name from the resource's name in the program and 8 hexadecimal digits. */
const nameByProvider = ({ urn }: StateResource) =>
  new RegExp(`^${escapeRegExp(logicalName(urn))}[0-9a-f]{8}$`);

/** The end of the name that the component generates for an account, another one in each deployment (`nameOfNewAccount`). */
const newEnding = new RegExp(`[0-9a-z]{${endingLength}}$`);

/** @returns Undefined if the component has no suffix in the state with which the name begins. */
function nameByComponent(
  { urn, parent }: StateResource,
  name: string,
  inState: readonly StateResource[],
): RegExp | undefined {
  const start = name.replace(newEnding, "");
  const component = logicalName(urn).replace(/-account$/, "");
  const suffix = inState.find(
    (other) => other.parent === parent && logicalName(other.urn) === `${component}-suffix`,
  );
  const result = suffix?.outputs?.result;
  return typeof result === "string" && start.endsWith(`-${keptStart(result)}`)
    ? new RegExp(`^${escapeRegExp(start)}${newEnding.source}`)
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
  const { protect, retainOnDelete, deletedWith } = resource;
  const onlyInState = (urns: readonly string[]) => urns.filter((dependency) => urnsInState.has(dependency));
  const actualName = id.slice(id.lastIndexOf("/") + 1);
  const planned = resource.inputs ?? {};
  const inputs = importedInputs(planned, generated && planned[generated.input], actualName);
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
    // How it is deleted: `pulumi destroy` reads only the state.
    ...(protect && { protect }),
    ...(retainOnDelete && { retainOnDelete }),
    ...(deletedWith !== undefined && urnsInState.has(deletedWith) && { deletedWith }),
  };
}

/**
 * Returns inputs without secrets, with the actual name wherever a generated one is an input: an account's subdomain is its name.
 * @param generated Undefined: the name was not generated.
 */
function importedInputs(inputs: Inputs, generated: unknown, actual: string): Inputs {
  const imported = (value: unknown): unknown => {
    if (isObject(value)) {
      return importedInputs(value, generated, actual);
    }
    return generated !== undefined && value === generated ? actual : value;
  };
  const entries = Object.entries(inputs).filter(([, value]) => value !== secretValue);
  return Object.fromEntries(entries.map(([name, value]) => [name, imported(value)]));
}

const isObject = (value: unknown): value is Inputs =>
  typeof value === "object" && value !== null && !Array.isArray(value);
