import type { Difference } from "./difference";
import type { Properties } from "./values";

/** One invalid input of a resource. */
export interface CheckFailure {
  property: string;
  reason: string;
}

/** What `pulumi:autonaming` asks for: no generated name, or the one that the engine proposes. */
export interface Autonaming {
  mode: "propose" | "enforce" | "disable";
  proposedName: string;
}

/** Shows a warning beside the resource. */
export type Warn = (message: string) => void;

/** Inputs to be checked. */
export interface CheckRequest {
  /** The resource's logical name. */
  name: string;
  olds: Properties;
  news: Properties;
  /** The engine's seed for a generated name. */
  randomSeed: Uint8Array;
  /** Left out where the project does not configure it. */
  autonaming?: Autonaming;
  warn: Warn;
}

/** Inputs to be compared. */
export interface DiffRequest {
  /** The resource's logical name. */
  name: string;
  oldInputs: Properties;
  /** The outputs that the state has. */
  olds: Properties;
  news: Properties;
}

/** What a create or an update may need besides its inputs. */
export interface ChangeContext {
  /** The inputs that the state has; empty for a create. */
  oldInputs: Properties;
  warn: Warn;
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
  diff(request: DiffRequest): Difference;
  /** Outputs of a create or an update, with `unknown` for what only Azure knows. */
  preview(request: { news: Properties; olds?: Properties }): Properties;
  create(
    client: Client,
    inputs: Properties,
    signal: AbortSignal,
    context: ChangeContext,
  ): Promise<{ id: string; outputs: Properties }>;
  update(
    client: Client,
    id: string,
    inputs: Properties,
    signal: AbortSignal,
    context: ChangeContext,
  ): Promise<Properties>;
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
