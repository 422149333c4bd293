/** The parts of a Pulumi state that the CLI reads and writes. */

export type Inputs = Record<string, unknown>;

/** A resource in a Pulumi state. */
export interface StateResource {
  urn: string;
  type: string;
  custom?: boolean;
  id?: string;
  inputs?: Inputs;
  outputs?: Inputs;
  parent?: string;
  /** When Pulumi has created it, in ISO 8601. */
  created?: string;
  /** Whether it is managed elsewhere, and only read. */
  external?: boolean;
  /** `URN::ID` of the provider. */
  provider?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
  /** Pending deletion: the resource was replaced, and its deletion has not ended. */
  delete?: boolean;
  /** The next update is to replace it: `pulumi state taint`. */
  taint?: boolean;
  /** Whether Pulumi refuses to delete it. */
  protect?: boolean;
  /** Whether it stays in Azure when Pulumi deletes it. */
  retainOnDelete?: boolean;
  /** URN of the resource whose deletion deletes this one. */
  deletedWith?: string;
}

/** What `pulumi stack export` prints. */
export interface State {
  deployment: {
    resources?: StateResource[];
    pending_operations?: { type: string; resource: StateResource }[];
  };
}

export const parseState = (json: string): State => JSON.parse(json) as State;

/** Returns a resource's name in the program, such as `wandb-identity`. It is what follows stack, project and types, and may contain `::`. */
export const logicalName = (urn: string): string => urn.split("::").slice(3).join("::");
