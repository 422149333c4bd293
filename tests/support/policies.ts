/** Runs policies on resources as Pulumi's SDK passes them: through its own conversion and its own proxy for unknown values. */
import type { PolicyResource, ReportViolation } from "@pulumi/policy";
import { unknownCheckingProxy } from "@pulumi/policy";
import { specialSecretSig, specialSigKey } from "@pulumi/pulumi/runtime/rpc";
import { Struct } from "google-protobuf/google/protobuf/struct_pb";
import { policies } from "../../policy/policies/table";
import { pulumiPolicy } from "../../policy/pulumiPolicy";
import { keepSecretMarks } from "../../policy/resources/inputsAsSent";

keepSecretMarks();
// eslint-disable-next-line @typescript-eslint/no-require-imports -- its declarations are empty: the module is internal
const { deserializeProperties } = require("@pulumi/policy/deserialize") as {
  deserializeProperties(properties: Struct, proxySecrets: boolean): object;
};

/** What the engine sends in the place of a value that is not known yet. */
export const unknown = "04da6b54-80e4-46f7-96ec-b56ff0331ba9";

/** A secret as the engine sends it. */
export const secret = (value: unknown) => ({ [specialSigKey]: specialSecretSig, value });

/** A resource of a test. */
export interface Declared {
  type: string;
  name: string;
  props: Record<string, unknown>;
  /** Name of the WandbIntegration that it is a child of; none at the root of the program. */
  integration?: string;
  /** Names of the resources that a property depends on. */
  dependencies?: Record<string, string[]>;
}

const componentType = "azure-openai-wandb:index:WandbIntegration";

/** Each check is a deployment of its own: policies remember what was registered. */
let deployments = 0;
const urnOf = (type: string, name: string) => `urn:pulumi:dev${deployments}::platform::${type}::${name}`;

function resourceOf({ type, name, props, integration }: Declared): PolicyResource {
  const properties = unknownCheckingProxy(
    deserializeProperties(Struct.fromJavaScript(JSON.parse(JSON.stringify(props))), false),
  ) as Record<string, unknown>;
  const parent = integration === undefined ? undefined : urnOf(componentType, integration);
  return {
    type,
    name,
    props: properties,
    urn: urnOf(parent ? `${componentType}$${type}` : type, name),
    opts: {
      protect: false,
      ignoreChanges: [],
      aliases: [],
      additionalSecretOutputs: [],
      customTimeouts: { createSeconds: 0, updateSeconds: 0, deleteSeconds: 0 },
      ...(parent ? { parent } : {}),
    },
    dependencies: [],
    propertyDependencies: {},
    isType: () => false,
    asType: () => undefined,
  };
}

function policyNamed(name: string) {
  const found = policies.find((policy) => policy.name === name);
  if (!found) {
    throw new Error(`there is no policy ${name}`);
  }
  return pulumiPolicy(found);
}

const notApplicable = (): never => {
  throw new Error("the policy is not applicable");
};

/** Returns the violations of a policy, at the registration of a resource. */
export async function violationsOf(
  name: string,
  declared: Declared,
  settings: Record<string, unknown> = {},
): Promise<string[]> {
  deployments += 1;
  const messages: string[] = [];
  const { validateResource } = policyNamed(name);
  const args = {
    ...resourceOf(declared),
    asType: () => undefined,
    stackTags: new Map<string, string>(),
    getConfig: <T extends object>() => settings as T,
    notApplicable,
  };
  for (const validate of [validateResource ?? []].flat()) {
    await validate(args, (message) => messages.push(message));
  }
  return messages;
}

/** Returns the violations of a policy in a whole stack, each with the name of its resource. */
export async function violationsInStack(
  name: string,
  declared: readonly Declared[],
  settings: Record<string, unknown> = {},
): Promise<[resource: string, message: string][]> {
  deployments += 1;
  const integrations = [...new Set(declared.flatMap(({ integration }) => integration ?? []))].map(
    (integration) => resourceOf({ type: componentType, name: integration, props: {} }),
  );
  const resources = [...integrations, ...declared.map(resourceOf)];
  const named = (wanted: string) => resources.filter((resource) => resource.name === wanted);
  for (const { name: child, type, integration, dependencies } of declared) {
    const resource = resources.find((one) => one.name === child && one.type === type)!;
    resource.parent = integrations.find((one) => one.name === integration);
    for (const [property, names] of Object.entries(dependencies ?? {})) {
      resource.propertyDependencies[property] = names.flatMap(named);
    }
  }
  const found: [string, string][] = [];
  const report: ReportViolation = (message, urn) => found.push([urn?.split("::").at(-1) ?? "", message]);
  await policyNamed(name).validateStack(
    { resources, stackTags: new Map(), getConfig: <T extends object>() => settings as T, notApplicable },
    report,
  );
  return found;
}
