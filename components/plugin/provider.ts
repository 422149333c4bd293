/**
 * The component as a package, for other languages and for remote components; `start.js` loads it. The schema is read from a file:
 * Pulumi's own host derives it from the types whenever a deployment starts, those of azure-native among them, for eight
 * seconds (`ComponentProvider.getSchema` in @pulumi/pulumi). `npm run generate` writes the file.
 */
import * as fs from "node:fs";
import * as pulumi from "@pulumi/pulumi";
import { main } from "@pulumi/pulumi/provider";
import type { ConstructResult, Provider } from "@pulumi/pulumi/provider";
import { componentType } from "../componentType";
import { WandbIntegration } from "../wandbIntegration";
import type { WandbIntegrationArgs } from "../args/wandbIntegrationArgs";

interface Schema {
  name: string;
  version: string;
  resources: Record<string, { properties: Record<string, unknown> }>;
}

/** The constructor validates whatever other languages send. @throws pulumi.InputPropertiesError with each reason once. */
function construct(
  name: string,
  inputs: pulumi.Inputs,
  options: pulumi.ComponentResourceOptions,
): WandbIntegration {
  try {
    return new WandbIntegration(name, inputs as WandbIntegrationArgs, options);
  } catch (error) {
    throw pulumi.InputPropertiesError.isInstance(error) ? asTheEnginePrints(error) : error;
  }
}

/**
 * The engine prints the message and below it each property with its reason and its value. The message loses those reasons, and the
 * W&B API key, which may be plain here, is no property of the list.
 */
function asTheEnginePrints({
  message,
  errors = [],
}: pulumi.InputPropertiesError): pulumi.InputPropertiesError {
  const ofKey = errors.filter(({ propertyPath }) => propertyPath === "wandbApiKey");
  const heading = message.replace(/:\n.*$/s, "");
  return new pulumi.InputPropertiesError({
    message: [heading, ...ofKey.map(({ reason }) => reason)].join(": "),
    errors: errors.filter((one) => !ofKey.includes(one)),
  });
}

class PackageProvider implements Provider {
  readonly name: string;
  readonly version: string;
  private readonly outputs: (keyof WandbIntegration)[];

  constructor(readonly schema: string) {
    const { name, version, resources } = JSON.parse(schema) as Schema;
    this.name = name;
    this.version = version;
    this.outputs = Object.keys(resources[componentType]?.properties ?? {}) as (keyof WandbIntegration)[];
  }

  construct(
    name: string,
    requestedType: string,
    inputs: pulumi.Inputs,
    options: pulumi.ComponentResourceOptions,
  ): Promise<ConstructResult> {
    if (requestedType !== componentType) {
      throw new Error(
        `The package azure-openai-wandb has no resource ${requestedType}. Use ${componentType}.`,
      );
    }
    const integration = construct(name, inputs, options);
    return Promise.resolve({
      urn: integration.urn,
      state: Object.fromEntries(this.outputs.map((output) => [output, integration[output]])),
    });
  }
}

/** @param schemaFile The package's schema: the compiled provider is in another folder than its source. */
export function startProvider(schemaFile: string): void {
  void main(new PackageProvider(fs.readFileSync(schemaFile, "utf8")), process.argv.slice(2));
}
