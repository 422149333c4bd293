/**
 * Accounts and vaults that integrations of this program create, by the outputs that another integration names them with. The first
 * preview knows none of their ids; that two integrations use the same vault is known from the output itself.
 */
import * as pulumi from "@pulumi/pulumi";
import type { ExistingResource } from "../args/existingResource";

const declarations = new WeakMap<object, pulumi.Output<string>>();

/** Records what stands for an account or a vault, by the outputs that name it. */
export function declareAs(
  declaration: pulumi.Output<string> | undefined,
  outputs: readonly pulumi.Output<string>[],
): void {
  if (declaration) {
    outputs.forEach((output) => declarations.set(output, declaration));
  }
}

/** What stands for an existing resource; undefined where it is not named by an output of an integration of this program. */
export function declarationOf({ id, name }: ExistingResource): pulumi.Output<string> | undefined {
  const named = id ?? name;
  return pulumi.Output.isInstance(named) ? declarations.get(named) : undefined;
}
