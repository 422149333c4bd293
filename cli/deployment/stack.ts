import { requireCurrentCloud } from "../azure/clouds";
import { UserError } from "../errors";
import { runPulumi, stackArguments } from "../pulumi/runPulumi";

/** What the CLI reads from a stack's outputs and configuration. */
export interface StackDetails {
  resourceGroup: string;
  accountName: string;
  /** URL of the account's data plane, which ends with a slash. */
  endpoint: string;
  vaultName: string;
  secretName: string;
  /** The W&B API key in the stack's configuration. It is secret: never print it. */
  wandbApiKey?: string;
}

const requiredOutputs = ["resourceGroupName", "accountName", "endpoint", "vaultUrl", "secretName"] as const;
type Outputs = Record<(typeof requiredOutputs)[number], string>;

const cache = new Map<string | undefined, Promise<StackDetails>>();

/**
 * Reads a stack once per command, because each read runs the Pulumi CLI.
 * @param stack Name of the stack; undefined for the selected stack.
 * @throws UserError if the stack does not exist or is not deployed.
 */
export function findStack(stack: string | undefined): Promise<StackDetails> {
  const details = cache.get(stack) ?? readStack(stack);
  cache.set(stack, details);
  return details;
}

async function readStack(stack: string | undefined): Promise<StackDetails> {
  // In parallel: each takes half a second, most of it to decrypt the stack's secrets.
  const [printedOutputs, printedKey] = await Promise.all([
    runPulumi(["stack", "output", "--json", ...stackArguments(stack)]),
    runPulumi(["config", "get", "wandbApiKey", ...stackArguments(stack)]).catch(() => undefined),
  ]);
  const { resourceGroupName, accountName, endpoint, vaultUrl, secretName } = parseOutputs(printedOutputs);
  requireCurrentCloud("The stack's vault", vaultUrl);
  return {
    resourceGroup: resourceGroupName,
    accountName,
    endpoint,
    vaultName: new URL(vaultUrl).hostname.replace(/\..*$/, ""),
    secretName,
    wandbApiKey: printedKey?.replace(/\n$/, ""),
  };
}

function parseOutputs(json: string): Outputs {
  const outputs = JSON.parse(json) as Partial<Outputs>;
  const missing = requiredOutputs.filter((name) => !outputs[name]);
  if (missing.length > 0) {
    throw new UserError(
      `The stack has no output ${missing.join(", ")}. Run pulumi up first, or specify --resource-group, --account and --vault.`,
    );
  }
  return outputs as Outputs;
}
