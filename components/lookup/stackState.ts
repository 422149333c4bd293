import * as pulumi from "@pulumi/pulumi";

/**
 * Outputs of the resources in this stack's state, by URN: as the last deployment has left them, components included.
 * @returns Empty under a consumer's mocks.
 */
export async function recordedOutputs(): Promise<Record<string, Record<string, unknown>>> {
  const stackName = qualifiedStackName();
  if (stackName === undefined) {
    return {};
  }
  // An invoke of the engine, as pulumi.StackReference uses for the outputs of a stack.
  const state = (await pulumi.runtime.invoke("pulumi:pulumi:readStackResourceOutputs", { stackName })) as {
    outputs?: Record<string, { outputs: Record<string, unknown> }>;
  };
  return Object.fromEntries(Object.entries(state.outputs ?? {}).map(([urn, { outputs }]) => [urn, outputs]));
}

/** The stack's name for any backend. Undefined under a consumer's mocks, which have no organization. */
export function qualifiedStackName(): string | undefined {
  try {
    return `${pulumi.getOrganization()}/${pulumi.getProject()}/${pulumi.getStack()}`;
  } catch {
    return undefined;
  }
}
