import * as pulumi from "@pulumi/pulumi";
import { isMocked } from "../lookup/mockedAnswer";
import { stateError } from "../lookup/stateError";
import { knownValue, knownValues } from "./known";
import { previewExistingVariable } from "./previewExisting";

/** A child on an existing account or vault, which Azure may have although the state does not. */
export interface Unmanaged {
  name: string;
  kind: string;
  remedy: string;
  resource: pulumi.CustomResource;
  inputs: Readonly<Record<string, pulumi.Input<string>>>;
  read: (inputs: Record<string, string>) => Promise<{ id?: string } | undefined>;
}

/** A look-up reaches Azure as the resource does. */
export const invokeOptions = ({ parent, provider }: pulumi.CustomResourceOptions): pulumi.InvokeOptions => ({
  parent,
  provider,
});

/**
 * Refuses in a preview what azure-native refuses in the deployment ("cannot create already existing resource"), with what to set. A
 * deployment has no use for it, and an unchanged preview looks nothing up.
 * @throws pulumi.ResourceError, once it is known, with a line for each child that exists.
 */
export function refuseUnmanaged(
  integration: string,
  component: pulumi.Resource,
  created: readonly Unmanaged[],
): void {
  if (!pulumi.runtime.isDryRun() || process.env[previewExistingVariable]) {
    return;
  }
  void pulumi.output(
    Promise.all(created.map(unmanagedLine)).then((found) => {
      const lines = found.flat();
      if (lines.length > 0) {
        throw stateError(
          `WandbIntegration "${integration}" cannot be deployed. Azure already has what it would create:\n` +
            lines.map((line) => `  - ${line}\n`).join("") +
            "If an interrupted deployment of this stack has created it, run `npx azure-openai-wandb recover`, or import it.",
          component,
        );
      }
    }),
  );
}

/** @returns A list of one; empty where the child is in the state, does not exist, or cannot be read. */
async function unmanagedLine({ name, kind, remedy, resource, inputs, read }: Unmanaged): Promise<string[]> {
  // A preview knows the id of what the state has. A registration that fails is reported by itself.
  const isCreated = await knownValue(resource.id).then(
    (id) => id === undefined,
    () => false,
  );
  const known = isCreated ? await knownInputs(inputs).catch(() => undefined) : undefined;
  const found = known && (await read(known).catch(() => undefined));
  return found && !isMocked(found) ? [`${name}: the ${kind} exists. ${remedy}`] : [];
}

async function knownInputs(
  inputs: Readonly<Record<string, pulumi.Input<string>>>,
): Promise<Record<string, string> | undefined> {
  const values = await knownValues(Object.values(inputs));
  return values && Object.fromEntries(Object.keys(inputs).map((name, index) => [name, values[index] ?? ""]));
}
