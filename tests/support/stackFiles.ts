/** What Pulumi keeps of a stack in files: its settings, and its state in the backend's folder. Reading them starts no process. */
import * as fs from "node:fs";
import * as path from "node:path";
import { parse, parseDocument, stringify } from "yaml";
import { canarySecret } from "./canarySecret";
import { encryptSetting, secretsProvider } from "./secretsService";

/** The canary secret, and the salt of the passphrase, as `pulumi config set --secret wandbApiKey` has written them once. */
/* cspell:disable */
const encryptedTestKey = {
  salt: "v1:7/AifLu3XMg=:v1:RNXS9B5xotFAtFjq:yM3AUcrrdyq+5fR4R7RrA098qE1kmw==",
  key: "v1:4V6djG+7TWsyUyGE:f9uWy5ZoT4qEomXByKFqdsUwXGv9TxomU8aOBVY6jdoHzmLzgpl2zI/4o5AVf4iAKi1pjnP8bLBjsrFSrapnTPshJvAYyxRfjdMX2RJJ1gch4chuyDvLXcwI6rAheQ==",
};
/* cspell:enable */

/** A resource of the state. */
export interface StateResource {
  urn: string;
  type: string;
  id?: string;
  /** Whether a replacement has yet to delete it. */
  delete?: boolean;
  initErrors?: string[];
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
  dependencies?: string[];
}

/** As Pulumi writes them. */
const oneLineEach = { lineWidth: 0 };

/** Name of a folder's project. */
export const projectOf = (program: string): string =>
  (parse(fs.readFileSync(path.join(program, "Pulumi.yaml"), "utf8")) as { name: string }).name;

const settingsFile = (program: string, stack: string) => path.join(program, `Pulumi.${stack}.yaml`);

/** How the secrets of a stack are encrypted: with a passphrase, as for most users, or by the secrets provider of the tests. */
export type Encryption = "passphrase" | "provider";

/** Writes the settings of a stack that is not created yet, with the canary secret as its W&B API key if it is to have one. */
export function writeNewSettings(
  program: string,
  stack: string,
  encryption: Encryption,
  withTestKey: boolean,
): void {
  const settings =
    encryption === "provider"
      ? { ...secretsProvider, key: () => encryptSetting(canarySecret) }
      : { encryptionsalt: withTestKey ? encryptedTestKey.salt : undefined, key: () => encryptedTestKey.key };
  const { key, ...file } = settings;
  const config = withTestKey ? { [`${projectOf(program)}:wandbApiKey`]: { secure: key() } } : undefined;
  fs.writeFileSync(settingsFile(program, stack), stringify({ ...file, config }, oneLineEach));
}

/** Sets settings that are no secrets, as `pulumi config set` does. */
export function writeSettings(
  program: string,
  stack: string,
  settings: Record<string, string | string[]>,
): void {
  const project = projectOf(program);
  const file = settingsFile(program, stack);
  const document = parseDocument(fs.existsSync(file) ? fs.readFileSync(file, "utf8") : "");
  for (const [name, value] of Object.entries(settings)) {
    const key = name.includes(":") ? name : `${project}:${name}`;
    if (Array.isArray(value) && value.length === 0) {
      document.deleteIn(["config", key]);
    } else {
      document.setIn(["config", key], value);
    }
  }
  fs.writeFileSync(file, document.toString(oneLineEach));
}

/** A stack's state. */
export interface StackState {
  resources: StateResource[];
  pending: { resource: StateResource; type: string }[];
}

/** Reads the state of a stack in the backend of a folder. */
export function stateOf(backend: string, project: string, stack: string): StackState {
  const { checkpoint } = JSON.parse(fs.readFileSync(stateFile(backend, project, stack), "utf8")) as {
    checkpoint: { latest?: { resources?: StateResource[]; pending_operations?: StackState["pending"] } };
  };
  const { resources = [], pending_operations: pending = [] } = checkpoint.latest ?? {};
  return { resources, pending };
}

/** Where a backend keeps the state of a stack. */
export const stateFile = (backend: string, project: string, stack: string): string =>
  path.join(backend, ".pulumi/stacks", project, `${stack}.json`);
