/** `integrations`: lists the integrations in a stack's state. It asks Pulumi alone, so that it needs no sign-in to Azure. */
import { parseResourceId } from "../azure/resourceId";
import type { Integration } from "../deployment/integrations";
import { selectorOf } from "../deployment/selectIntegration";
import { readIntegrations } from "../deployment/stack";
import type { StackOptions } from "../deployment/stackOptions";
import type { Integration as ListedIntegration } from "../index";
import { createOutput, printJson } from "../output";
import { drawTable } from "../terminalTable";

/** Lists the integrations of a stack. @throws UserError if the stack cannot be read. */
export async function integrations(options: StackOptions & { json?: boolean }): Promise<void> {
  const listed = await listIntegrations(options);
  const output = createOutput(options);
  if (output.json) {
    printJson({ integrations: listed });
  } else if (listed.length === 0) {
    output.print("The stack's state has no integrations.");
  } else {
    output.print(...drawTable(columns, listed.map(toRow)));
  }
}

/** Returns the integrations of a stack, sorted by their paths. */
export async function listIntegrations(options: StackOptions): Promise<ListedIntegration[]> {
  const all = await readIntegrations(options);
  return all.map((integration) => toListed(integration, all));
}

function toListed(integration: Integration, all: readonly Integration[]): ListedIntegration {
  const { urn, outputs, missingOutputs } = integration;
  const account = parseResourceId(outputs.accountId ?? "");
  return {
    integration: selectorOf(integration, all),
    urn,
    account: account?.name ?? null,
    resourceGroup: account?.resourceGroup ?? null,
    subscription: account?.subscriptionId ?? null,
    endpoint: outputs.endpoint ?? null,
    vault: parseResourceId(outputs.vaultId ?? "")?.name ?? null,
    vaultUrl: outputs.vaultUrl ?? null,
    secret: outputs.secretName ?? null,
    deployed: missingOutputs.length === 0,
  };
}

const columns = ["Integration", "Account", "Vault", "Secret", "Deployed"];

const toRow = ({ integration, account, vault, secret, deployed }: ListedIntegration): string[] => [
  integration,
  ...[account, vault, secret].map((name) => name ?? "–"),
  deployed ? "yes" : "no",
];
