import type { Properties } from "./values";

/** One wrong input of a resource. */
export interface CheckFailure {
  property: string;
  reason: string;
}

export interface CheckRequest {
  name: string;
  olds: Properties;
  news: Properties;
  randomSeed: Uint8Array;
}

export type DiffKind = "add" | "delete" | "update";

/** What differs, by property path: `properties.sku.name`. */
export interface Difference {
  changes: Record<string, { kind: DiffKind; replaces: boolean }>;
  deleteBeforeReplace: boolean;
}

/** A resource that was read. */
export interface ReadResult {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

/** What one type of resource can do. `signal` aborts when the engine cancels. */
export interface ResourceHandler<Client> {
  check(client: Client, request: CheckRequest): Promise<{ inputs: Properties; failures: CheckFailure[] }>;
  diff(request: { name: string; oldInputs: Properties; news: Properties }): Difference;
  /** What a create or an update would give, with `unknown` for what only Azure knows. */
  preview(request: { news: Properties; olds?: Properties }): Properties;
  create(
    client: Client,
    inputs: Properties,
    signal: AbortSignal,
  ): Promise<{ id: string; outputs: Properties }>;
  update(client: Client, id: string, inputs: Properties, signal: AbortSignal): Promise<Properties>;
  /** @returns undefined where the resource does not exist any more. */
  read(
    client: Client,
    id: string,
    state: { inputs: Properties; outputs: Properties },
    signal: AbortSignal,
  ): Promise<ReadResult | undefined>;
  delete(client: Client, id: string, inputs: Properties, signal: AbortSignal): Promise<void>;
}

export type ProviderFunction<Client> = (
  client: Client,
  args: Properties,
  signal: AbortSignal,
) => Promise<Properties>;

/** A Pulumi package's stand-in: its resource types and functions by token. */
export interface ProviderPackage<Client> {
  name: string;
  version: string;
  /** Makes what a configured provider works with; called for every Configure. */
  configure(config: Properties): Client;
  resources: Readonly<Record<string, ResourceHandler<Client>>>;
  functions: Readonly<Record<string, ProviderFunction<Client>>>;
}

/** Azure took the change but did not finish it: the engine keeps the resource in its state, as one to be repaired. */
export class InitializationError extends Error {
  constructor(
    readonly id: string,
    readonly outputs: Properties,
    readonly inputs: Properties,
    reason: string,
  ) {
    super(reason);
  }
}
