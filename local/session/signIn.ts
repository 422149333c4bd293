/** Ways to sign in on the local Azure: `npm run local -- --sign-in WAY`. */
import { randomUUID } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { control } from "./control";

type Variables = Record<string, string>;

/** What a way is prepared with. */
export interface SignInTarget {
  /** The environment of a session. */
  environment: Record<string, string | undefined>;
  /** A folder for the files that a command reads. */
  directory: string;
}

const owner = "8e3af657-a8ff-443c-a75c-2fe8c4bcb635";

/** An empty variable is removed. */
const withoutSecret: Variables = { ARM_CLIENT_SECRET: "", AZURE_CLIENT_SECRET: "" };

/** Variables of a command that is signed in by no application of its own. */
export const withoutApplication: Variables = {
  ...withoutSecret,
  ARM_CLIENT_ID: "",
  AZURE_CLIENT_ID: "",
  ARM_TENANT_ID: "",
  AZURE_TENANT_ID: "",
};

/** Variables of a pipeline's job with a token file. */
async function oidc(target: SignInTarget): Promise<Variables> {
  const { url, token } = await pipelineJob(target);
  const audience = encodeURIComponent("api://AzureADTokenExchange");
  const headers = { authorization: `Bearer ${token}` };
  const { value } = await readJson<{ value: string }>(
    await fetch(`${url}&audience=${audience}`, { headers }),
  );
  const file = path.join(target.directory, "oidc-token");
  fs.writeFileSync(file, value, { mode: 0o600 });
  return { ...withoutSecret, ARM_USE_OIDC: "true", ARM_OIDC_TOKEN_FILE_PATH: file };
}

/** The request URL and the bearer token of a job whose subject is a federated identity credential of the deployer. */
export async function pipelineJob(target: SignInTarget): Promise<{ url: string; token: string }> {
  const { LOCAL_AZURE_URL, ARM_CLIENT_ID } = target.environment;
  const subject = `repo:contoso/fine-tuning:environment:${randomUUID()}`;
  await post(target, "directory/federatedCredentials", { clientId: ARM_CLIENT_ID, subject });
  const { oidcRequestToken } = await readSeed(target);
  return {
    url: `${LOCAL_AZURE_URL}/_local/oidc/token?api-version=2.0&subject=${encodeURIComponent(subject)}`,
    token: oidcRequestToken,
  };
}

/** Variables of a machine whose managed identity is Owner of the subscription, by App Service's endpoint. */
async function managedIdentity(target: SignInTarget): Promise<Variables> {
  const { identityHeader } = await readSeed(target);
  return {
    ...withoutApplication,
    ARM_USE_MSI: "true",
    IDENTITY_ENDPOINT: `${target.environment.LOCAL_AZURE_URL}/_local/identity/${await addMachine(target)}/token`,
    IDENTITY_HEADER: identityHeader,
  };
}

/** Creates a virtual machine with a managed identity. @returns The URL that the machine's endpoint is below. It contains a secret. */
export async function machine(target: SignInTarget): Promise<string> {
  const objectId = await addMachine(target);
  const { machineKey } = await readSeed(target);
  return `${target.environment.LOCAL_AZURE_URL}/_local/identity/${objectId}/${machineKey}`;
}

/** Creates a machine with a managed identity. @returns The object id of the identity. */
async function addMachine(target: SignInTarget): Promise<string> {
  const { ARM_SUBSCRIPTION_ID } = target.environment;
  const { objectId } = await post<{ objectId: string }>(target, "directory/managedIdentities", {
    displayName: `agent-${randomUUID()}`,
    roles: [{ roleDefinitionId: owner, scope: `/subscriptions/${ARM_SUBSCRIPTION_ID}` }],
  });
  return objectId;
}

/** The ways by name. Without one, a command signs in with the deployer's client secret. */
export const signInWays = {
  oidc,
  "managed-identity": managedIdentity,
  "azure-cli": () => Promise.resolve(withoutApplication),
} as const;

export type SignInWay = keyof typeof signInWays;

export const isSignInWay = (name: string | undefined): name is SignInWay =>
  name !== undefined && Object.hasOwn(signInWays, name);

/** Merges variables over others, and leaves out the empty ones. */
export const withVariables = <Value extends string | undefined>(
  environment: Record<string, Value>,
  variables: Variables,
): Record<string, Value | string> =>
  Object.fromEntries(Object.entries({ ...environment, ...variables }).filter(([, value]) => value !== ""));

interface Seed {
  identityHeader: string;
  oidcRequestToken: string;
  machineKey: string;
}

const readSeed = async ({ environment }: SignInTarget): Promise<Seed> =>
  readJson(await control(environment, "seed"));

const post = async <Body>({ environment }: SignInTarget, route: string, body: object): Promise<Body> =>
  readJson(await control(environment, route, body));

async function readJson<Body>(response: Response): Promise<Body> {
  if (!response.ok) {
    throw new Error(`The local Azure returned ${response.status}: ${await response.text()}`);
  }
  return (await response.json()) as Body;
}
