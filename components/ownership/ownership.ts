/**
 * One resource in Azure has one owner in Pulumi. Where two integrations share an account or a vault, both may declare the same role
 * assignment, access policy, secret or deployment: its id follows from the arguments. azure-native looks for the resource before it
 * creates it, but two creations at once both find nothing; the state then has the resource twice, and removing one integration
 * deletes it for both.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ExistingResource } from "../args/existingResource";
import { stateError } from "../lookup/stateError";
import { declarationOf, declareAs } from "./declaredHere";
import { knownValue, knownValues } from "./known";
import type { Unmanaged } from "./unmanaged";

/** A child of an integration that another integration could declare too. */
export interface Child {
  /** Its Pulumi name. */
  name: string;
  /** What it is, such as `role assignment`. */
  kind: string;
  /** What tells it from others of its kind on the same account or vault. */
  key: readonly pulumi.Input<string>[];
  /** What to set, in a sentence. */
  remedy: string;
}

/** Who declares a child: the integration, and the child's Pulumi name. */
interface Owner {
  urn: string;
  integration: string;
  child: string;
}

const ownersByProgram = new Map<unknown, Map<string, Owner>>();

/**
 * Owners in the program that runs: one process may run several, such as a consumer's unit tests. The package's process has a
 * connection for each component, all of them to the same address.
 */
function ownersInProgram(): Map<string, Owner> {
  const monitor = pulumi.runtime.getMonitor() as
    { getChannel?: () => { getTarget: () => string } } | undefined;
  const program = monitor?.getChannel?.().getTarget() ?? monitor;
  const owners = ownersByProgram.get(program) ?? new Map<string, Owner>();
  ownersByProgram.set(program, owners);
  return owners;
}

/** What one integration owns on its account or its vault. */
export class Ownership {
  private readonly owners = ownersInProgram();
  /** What stands for the account or the vault while its id is unknown; undefined where nothing does. */
  private readonly declaration: pulumi.Output<string> | undefined;
  /** What a preview that would create it looks up. */
  readonly lookedUp: Unmanaged[] = [];

  /**
   * @param existing The argument as it is passed: another integration of the program is recognized by its output.
   * @param id ARM id of the account or the vault.
   */
  constructor(
    private readonly integration: string,
    private readonly component: pulumi.Resource,
    part: "account" | "vault",
    private readonly existing: ExistingResource | undefined,
    private readonly id: pulumi.Output<string>,
  ) {
    this.declaration = existing ? declarationOf(existing) : component.urn.apply((urn) => `${part} of ${urn}`);
  }

  /** Records the outputs by which another integration may name the account or the vault. */
  nameBy(outputs: readonly pulumi.Output<string>[]): void {
    declareAs(this.declaration, outputs);
  }

  /**
   * Claims a child. Its inputs have to wait for the result.
   * @throws pulumi.ResourceError, once it is known, where another child of the program is the same resource in Azure.
   */
  claim(child: Child): pulumi.Output<true> {
    return pulumi.output(this.claimWhenKnown(child));
  }

  /**
   * Has a child looked up in a preview that would create it on an existing resource.
   * @param inputs What `read` needs.
   * @param read Reads it. A result without an id stands for nothing.
   */
  lookUp<Names extends string>(
    { kind, remedy, name }: Child,
    resource: pulumi.CustomResource,
    inputs: Readonly<Record<Names, pulumi.Input<string>>>,
    read: (inputs: Record<Names, string>) => Promise<{ id?: string } | undefined>,
  ): void {
    if (this.existing) {
      this.lookedUp.push({ name, kind, remedy, resource, inputs, read } as unknown as Unmanaged);
    }
  }

  private async claimWhenKnown({ name, kind, key, remedy }: Child): Promise<true> {
    const target = (await knownValue(this.id)) || (this.declaration && (await knownValue(this.declaration)));
    const values = await knownValues([this.component.urn, ...key]);
    // Mocks of consumers answer without ids.
    if (!target || !values) {
      return true;
    }
    const [urn = "", ...parts] = values;
    const claimed = [target, kind, ...parts].join("|").toLowerCase();
    const owner = this.owners.get(claimed) ?? { urn, integration: this.integration, child: name };
    this.owners.set(claimed, owner);
    if (owner.urn === urn && owner.child === name) {
      return true;
    }
    throw stateError(
      `WandbIntegration "${this.integration}" cannot be deployed: ${name} is the same ${kind} as ${owner.child} of the ` +
        `WandbIntegration "${owner.integration}", and only one of them can own it. ${remedy}`,
      this.component,
    );
  }
}
