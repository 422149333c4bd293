import * as path from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import * as components from "../components/index";
import { withMetadata } from "./packageMetadata";

/** The package schema as far as the reference page reads it. */
export interface PackageSchema {
  resources: Record<string, ResourceSchema>;
  types: Record<string, TypeSchema>;
}
export interface ResourceSchema {
  description?: string;
  inputProperties: Record<string, PropertySchema>;
  requiredInputs?: string[];
  properties: Record<string, PropertySchema>;
}
export interface TypeSchema {
  description?: string;
  properties?: Record<string, PropertySchema>;
  enum?: { value: string; description?: string }[];
}
export interface PropertySchema {
  type?: string;
  $ref?: string;
  plain?: boolean;
  description?: string;
  items?: PropertySchema;
  additionalProperties?: PropertySchema;
}

/**
 * The schema that Pulumi derives from the component's types, as its own host does for a package without one, and the package's metadata.
 * Takes some ten seconds.
 */
export async function deriveSchema(): Promise<PackageSchema> {
  const provider = new ComponentProvider({
    name: "azure-openai-wandb",
    dirname: path.join(__dirname, "../components"),
    components: [components.WandbIntegration],
  });
  const derived = JSON.parse(await provider.getSchema()) as Parameters<typeof withMetadata>[0];
  return withMetadata(derived) as unknown as PackageSchema;
}
