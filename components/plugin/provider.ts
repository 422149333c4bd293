/**
 * The component as a package, for other languages and for remote components; `start.js` loads it. The schema is read from a file:
 * Pulumi's own host derives it from the types whenever a deployment starts, those of azure-native among them, for eight
 * seconds (`ComponentProvider.getSchema` in @pulumi/pulumi). `npm run generate` writes the file.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import type * as pulumi from "@pulumi/pulumi";
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

const schema = fs.readFileSync(path.join(__dirname, "../schema.json"), "utf8");
const { name: packageName, version, resources } = JSON.parse(schema) as Schema;
const outputs = Object.keys(resources[componentType]?.properties ?? {}) as (keyof WandbIntegration)[];

class PackageProvider implements Provider {
  readonly name = packageName;
  readonly version = version;
  readonly schema = schema;

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
    // The constructor validates whatever other languages send.
    const integration = new WandbIntegration(name, inputs as WandbIntegrationArgs, options);
    return Promise.resolve({
      urn: integration.urn,
      state: Object.fromEntries(outputs.map((output) => [output, integration[output]])),
    });
  }
}

void main(new PackageProvider(), process.argv.slice(2));
