import type { ResourceHandler } from "../protocol/provider";
import type { AzureNativeClient } from "./client";

/** Inputs that are ids of other resources. */
const idInputs = ["scope", "resourceUri"];

/**
 * Imports as azure-native did before pulumi-azure-native#4818 (29 August 2026): ids of other resources lose their leading "/", so
 * that a program that has it replaces what was imported.
 */
export const withOlderImport = (
  handler: ResourceHandler<AzureNativeClient>,
): ResourceHandler<AzureNativeClient> => ({
  ...handler,
  async read(client, id, state, signal) {
    const result = await handler.read(client, id, state, signal);
    const isImport = Object.keys(state.inputs).length === 0;
    if (!result || !isImport) {
      return result;
    }
    const inputs = Object.entries(result.inputs).map(([name, value]) => [
      name,
      idInputs.includes(name) ? String(value).replace(/^\//, "") : (value as unknown),
    ]);
    return { ...result, inputs: Object.fromEntries(inputs) as typeof result.inputs };
  },
});
