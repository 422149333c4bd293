import * as fs from "node:fs";
import {
  ClientAssertionCredential,
  ClientCertificateCredential,
  ClientSecretCredential,
  DefaultAzureCredential,
  ManagedIdentityCredential,
} from "@azure/identity";
import type { AccessToken, TokenCredential } from "@azure/core-auth";
import { credentialOptions } from "../network/azureClientOptions";
import type { AzureClientOptions } from "../network/azureClientOptions";
import { request } from "../network/request";
import { UserError } from "../errors";
import { describeServiceError, serviceErrorIn } from "../network/serviceErrors";
import { services } from "../network/service";
import { azLogin, currentCloud } from "./clouds";

type Environment = Record<string, string | undefined>;

/** A credential that returns a token or throws an error. */
export interface Credential extends TokenCredential {
  getToken: (...args: Parameters<TokenCredential["getToken"]>) => Promise<AccessToken>;
}

/** Receives the cause of a failure, which a client replaces by an error of its own. */
type Report = (failure: UserError) => void;

/** A way to sign in. */
export interface SignInWay {
  credential: Credential;
  /** What to check or to set where it fails. */
  remedy: string;
}

/** Variables that configure the default chain completely. They come first: they are meant for clients such as this one. */
const defaultChainVariables = [
  "AZURE_CLIENT_SECRET",
  "AZURE_CLIENT_CERTIFICATE_PATH",
  "AZURE_FEDERATED_TOKEN_FILE",
  "AZURE_TOKEN_CREDENTIALS",
];

/** The deployment's own settings, in the order in which azure-native tries them. */
const deploymentWays: readonly {
  isConfigured: (environment: Environment) => boolean;
  create: (environment: Environment, options: AzureClientOptions, report: Report) => TokenCredential;
  /** What it is configured by. */
  settings: string;
}[] = [
  {
    isConfigured: ({ ARM_CLIENT_CERTIFICATE_PATH }) => Boolean(ARM_CLIENT_CERTIFICATE_PATH),
    create: (environment, options) =>
      new ClientCertificateCredential(
        ...application(environment),
        {
          certificatePath: environment.ARM_CLIENT_CERTIFICATE_PATH ?? "",
          certificatePassword: environment.ARM_CLIENT_CERTIFICATE_PASSWORD,
        },
        options,
      ),
    settings: "ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_CERTIFICATE_PATH",
  },
  {
    isConfigured: ({ ARM_CLIENT_SECRET }) => Boolean(ARM_CLIENT_SECRET),
    create: (environment, options) =>
      new ClientSecretCredential(...application(environment), environment.ARM_CLIENT_SECRET ?? "", options),
    settings: "ARM_TENANT_ID, ARM_CLIENT_ID and ARM_CLIENT_SECRET",
  },
  {
    isConfigured: ({ ARM_USE_OIDC }) => isOn(ARM_USE_OIDC),
    create: (environment, options, report) =>
      new ClientAssertionCredential(
        ...application(environment),
        () => reporting(readAssertion(environment), report),
        options,
      ),
    settings:
      "ARM_TENANT_ID, ARM_CLIENT_ID and ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH or ACTIONS_ID_TOKEN_REQUEST_URL",
  },
  {
    isConfigured: ({ ARM_USE_MSI }) => isOn(ARM_USE_MSI),
    create: ({ ARM_CLIENT_ID }, options) =>
      new ManagedIdentityCredential({ ...(ARM_CLIENT_ID ? { clientId: ARM_CLIENT_ID } : {}), ...options }),
    settings: "ARM_USE_MSI and the machine's managed identity",
  },
];

const isOn = (value: string | undefined) => value?.toLowerCase() === "true";

const application = ({ ARM_TENANT_ID = "", ARM_CLIENT_ID = "" }: Environment): [string, string] => [
  ARM_TENANT_ID,
  ARM_CLIENT_ID,
];

/**
 * Chooses how to sign in: by the default chain where it is configured or nothing else is, otherwise as the deployment does.
 * @throws Error of the client where a setting is missing.
 */
export function chooseWay(environment: Environment): SignInWay {
  const withAuthority = (options: AzureClientOptions) => ({ ...authorityOf(environment), ...options });
  const way = defaultChainVariables.some((name) => environment[name])
    ? undefined
    : deploymentWays.find(({ isConfigured }) => isConfigured(environment));
  return way
    ? {
        credential: lazily((options, report) => way.create(environment, withAuthority(options), report)),
        remedy: `Check ${way.settings}.`,
      }
    : {
        credential: lazily((options) => new DefaultAzureCredential(withAuthority(options))),
        remedy: `${azLogin(currentCloud(environment))}, or set AZURE_TENANT_ID, AZURE_CLIENT_ID and AZURE_CLIENT_SECRET.`,
      };
}

/** The authority of the cloud that a variable names. Azure's SDK reads AZURE_AUTHORITY_HOST, and no other. */
const authorityOf = (environment: Environment) =>
  environment.AZURE_AUTHORITY_HOST ? {} : { authorityHost: currentCloud(environment).authority };

/**
 * A client refuses a missing setting in its constructor: this one reports it where the token is requested. It also reports the cause of a
 * request that failed, such as a proxy, in whose place a client reports a failure of the network.
 */
function lazily(create: (options: AzureClientOptions, report: Report) => TokenCredential): Credential {
  let credential: TokenCredential | undefined;
  let failure: UserError | undefined;
  const report = (reported: UserError) => void (failure = reported);
  return {
    async getToken(scopes, options) {
      credential ??= create(credentialOptions(report), report);
      failure = undefined;
      const token = await credential.getToken(scopes, options).catch((error: unknown) => {
        throw failure ?? error;
      });
      if (!token) {
        throw new Error("The credential returned no token.");
      }
      return token;
    },
  };
}

const reporting = <Result>(work: Promise<Result>, report: Report): Promise<Result> =>
  work.catch((error: unknown) => {
    if (error instanceof UserError) {
      report(error);
    }
    throw error;
  });

/** The token of a pipeline's job, read again for each exchange. */
async function readAssertion(environment: Environment): Promise<string> {
  const { ARM_OIDC_TOKEN, ARM_OIDC_TOKEN_FILE_PATH } = environment;
  if (ARM_OIDC_TOKEN) {
    return ARM_OIDC_TOKEN;
  }
  if (ARM_OIDC_TOKEN_FILE_PATH) {
    return fs.readFileSync(ARM_OIDC_TOKEN_FILE_PATH, "utf8").trim();
  }
  return requestAssertion(environment);
}

/** By the contract of GitHub Actions. */
async function requestAssertion(environment: Environment): Promise<string> {
  const url = environment.ARM_OIDC_REQUEST_URL || environment.ACTIONS_ID_TOKEN_REQUEST_URL;
  const token = environment.ARM_OIDC_REQUEST_TOKEN || environment.ACTIONS_ID_TOKEN_REQUEST_TOKEN;
  if (!url || !token) {
    throw new UserError(
      "Not signed in to Azure: ARM_USE_OIDC is set without a token. Set ARM_OIDC_TOKEN or ARM_OIDC_TOKEN_FILE_PATH, or give the pipeline's job the permission to request a token (GitHub Actions: id-token: write).",
    );
  }
  const tokenUrl = new URL(url);
  tokenUrl.searchParams.set("audience", environment.ARM_OIDC_AUDIENCE || "api://AzureADTokenExchange");
  const response = await request(services.pipeline, tokenUrl, {
    headers: { authorization: `Bearer ${token}` },
  });
  if (!response.ok) {
    const error = serviceErrorIn(response.status, await response.text());
    throw new UserError(
      `Not signed in to Azure: the pipeline's token endpoint refused the job's token (${describeServiceError(error)}). Check ${services.pipeline.setting}, and the job's permission to request a token.`,
    );
  }
  return ((await response.json()) as { value: string }).value;
}
