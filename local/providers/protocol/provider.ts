import type { Difference } from "./difference";
import type { Properties } from "./values";

/** One invalid input of a resource. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** Inputs to be checked. */
export interface CheckRequest {
  /** The resource's logical name. */
  name: string;
  olds: Properties;
  news: Properties;
  /** The engine's seed for a generated name. */
  randomSeed: Uint8Array;
}

/** A resource as it was read. */
export interface ReadResult {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** The operations of one resource type. `signal` aborts when the engine cancels. */
export interface ResourceHandler<Client> {
  check(client: Client, request: CheckRequest): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(request: { name: string; oldInputs: Properties; news: Properties }): Difference;
  /** Outputs of a create or an update, with `unknown` for what only Azure knows. */
  preview(request: { news: Properties; olds?: Properties }): Properties;
  create(
    client: Client,
    inputs: Properties,
    signal: AbortSignal,
  ): Promise<{ id: string; outputs: Properties }>;
  update(client: Client, id: string, inputs: Properties, signal: AbortSignal): Promise<Properties>;
  /** @returns undefined where the resource does not exist. */
  read(
    client: Client,
    id: string,
    state: { inputs: Properties; outputs: Properties },
    signal: AbortSignal,
  ): Promise<ReadResult | undefined>;
  delete(client: Client, id: string, inputs: Properties, signal: AbortSignal): Promise<void>;
}

/** A function of a package, such as `getVault`. */
export type ProviderFunction<Client> = (
  client: Client,
  args: Properties,
  signal: AbortSignal,
) => Promise<Properties>;

/** An emulated Pulumi package: its resource types and functions by token. */
export interface ProviderPackage<Client> {
  name: string;
  version: string;
  /** Creates the client of a configured provider; called for every Configure. */
  configure(config: Properties): Client;
  resources: Readonly<Record<string, ResourceHandler<Client>>>;
  functions: Readonly<Record<string, ProviderFunction<Client>>>;
}

/** The failures of inputs that are absent. */
export const missingInputs = (inputs: Properties, required: readonly string[]): CheckFailure[] =>
  required
    .filter((name) => inputs[name] === undefined)
    .map((name) => ({ property: name, reason: `missing required property '${name}'` }));
