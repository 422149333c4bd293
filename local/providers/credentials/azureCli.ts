import { execFile, execFileSync } from "node:child_process";
import { promisify } from "node:util";
import type { AccessToken, CredentialFactory, SignInContext } from "./credential";
import type { Environment } from "./settings";
import { SignInError } from "./signInError";

const run = promisify(execFile);

/** What remains where no other way to sign in is configured: the account that is signed in to the Azure CLI. */
export const azureCli: CredentialFactory = (context) => {
  const { subscriptionId, tenantId } = context.settings;
  const account = showAccount(context);
  const arguments_ = [
    ...(tenantId ? ["--tenant", tenantId] : []),
    ...(subscriptionId ? ["--subscription", subscriptionId] : []),
  ];
  return {
    subscriptionId: account.id,
    tenantId: account.tenantId,
    async getToken(resource) {
      const scope = `${resource}/.default`;
      const command = ["account", "get-access-token", "--output", "json", "--scope", scope, ...arguments_];
      try {
        const { stdout } = await run("az", command, options(context.environment));
        return readToken(stdout);
      } catch (error) {
        throw cliError(error);
      }
    },
  };
};

interface Account {
  id: string;
  tenantId: string;
}

/** `az account show` reads the CLI's own files and sends no request. */
function showAccount({ settings: { subscriptionId }, environment }: SignInContext): Account {
  const subscription = subscriptionId ? ["--subscription", subscriptionId] : [];
  try {
    const json = execFileSync("az", ["account", "show", "--output", "json", ...subscription], {
      ...options(environment),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return JSON.parse(json.toString()) as Account;
  } catch (error) {
    throw cliError(error);
  }
}

/** The CLI starts slowly. */
const timeoutMs = 60_000;

const options = (environment: Environment) => ({
  env: { ...process.env, ...environment },
  timeout: timeoutMs,
});

/** `expires_on` is in seconds since the epoch. Before 2.54 the CLI printed `expiresOn` alone, in local time. */
function readToken(json: string): AccessToken {
  const { accessToken, expires_on, expiresOn } = JSON.parse(json) as {
    accessToken: string;
    expires_on?: number;
    expiresOn: string;
  };
  return {
    token: accessToken,
    expiresAt: expires_on === undefined ? new Date(expiresOn).getTime() : expires_on * 1000,
  };
}

const otherWays =
  "Run az login, or set ARM_CLIENT_ID and ARM_CLIENT_SECRET, ARM_USE_OIDC or ARM_USE_MSI to sign in otherwise.";

function cliError(error: unknown): SignInError {
  const { code, stderr, message } = error as {
    code?: string | number;
    stderr?: string | Buffer;
    message: string;
  };
  const isMissing = code === "ENOENT" || code === 127;
  const reason = isMissing ? "Azure CLI not found on path" : String(stderr ?? "").trim() || message;
  return new SignInError(`AzureCLICredential: ${reason}. ${otherWays}`);
}
