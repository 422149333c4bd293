import * as pulumi from "@pulumi/pulumi";
import { OnSoftDeleted } from "../args/choices";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";
import { componentType } from "../componentType";
import { isDeferred, mapInput } from "../mapInput";
import { qualifiedStackName, recordedOutputs } from "./stackState";
import { stateError } from "./stateError";

/** Names of an integration's account and vault, as the component outputs them. */
interface ResourceNames {
  accountName?: string;
  vaultName?: string;
}

/**
 * The name of the account or the vault to recover: the specified one, or else the one of the last deployment. That is an output of the
 * component, which the state keeps where a refresh has removed the resource. Undefined where nothing is to be recovered.
 * @throws pulumi.ResourceError, once the state is read, where it has neither name and none is specified.
 */
export function nameToRecover(
  kind: keyof ResourceNames,
  name: string,
  args: WandbIntegrationArgs,
  component: pulumi.Resource,
): pulumi.Input<string | undefined> {
  const specified = { accountName: args.account?.accountName, vaultName: args.vault?.vaultName };
  const recorded = async () => {
    const names = await recordedNames(name);
    const isMocked = qualifiedStackName() === undefined;
    if (
      !isMocked &&
      !specified.accountName &&
      !specified.vaultName &&
      !names.accountName &&
      !names.vaultName
    ) {
      throw stateError(nothingRecorded(name), component);
    }
    return names[kind];
  };
  const { onSoftDeleted } = args;
  return (
    onSoftDeleted &&
    // A secret that resolves to undefined would reach the provider as null.
    mapInput(
      isDeferred(onSoftDeleted) ? pulumi.unsecret(pulumi.output(onSoftDeleted)) : onSoftDeleted,
      (choice) =>
        choice === OnSoftDeleted.Recover
          ? ((specified[kind] ?? pulumi.output(recorded())) as string)
          : undefined,
    )
  );
}

const nothingRecorded = (name: string) =>
  `WandbIntegration "${name}": onSoftDeleted is Recover, which needs account.accountName or vault.vaultName: the name of the ` +
  "soft-deleted resource. The state has none (see `az cognitiveservices account list-deleted`, `az keyvault list-deleted`).";

/**
 * The names that an integration had in the last deployment; none in a new stack.
 * @param name The component's Pulumi name. Not its URN: what derives from an output of a component waits for its children.
 */
export async function recordedNames(name: string): Promise<ResourceNames> {
  const recorded = Object.entries(await recordedOutputs()).find(([urn]) =>
    urn.endsWith(`${componentType}::${name}`),
  );
  return recorded?.[1] ?? {};
}
