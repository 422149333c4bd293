/**
 * What the package schema holds besides the component's types: what a registry shows, and how the SDKs of other languages are named.
 * Name, version, license and URLs are those of `components/package.json`, so that npm and Pulumi show the same.
 * Registry: https://github.com/pulumi/registry/blob/master/docs/adding-a-new-package.md. Fields: `PackageSpec` in
 * github.com/pulumi/pulumi/pkg/v3/codegen/schema; options of a language: `importer.go` of its generator.
 */
import * as manifest from "../components/package.json";

/** Where the repository is published. Assumed: nothing has been published yet. */
export const repositoryUrl = manifest.homepage;

const repositoryPath = new URL(repositoryUrl).pathname;

/** What is shown of the package. There is no plugin to download: `pulumi package add` writes the Git repository to the SDK itself. */
const shown = {
  // The .NET generator writes the description to XML as it is.
  description: manifest.description.replaceAll("&", "and"),
  displayName: "Azure OpenAI to Weights & Biases",
  publisher: "azure-openai-wandb",
  license: manifest.license,
  homepage: manifest.homepage,
  repository: repositoryUrl,
  logoUrl: `https://raw.githubusercontent.com${repositoryPath}/v${manifest.version}/components/logo.svg`,
  // Two keywords that Pulumi's registry reserves, and npm's.
  keywords: ["category/cloud", "kind/component", ...manifest.keywords],
};

/** As `pulumi package add` sets it, so that `pulumi package gen-sdk` writes the same SDKs: they name the version of the plugin. */
const meta = { moduleFormat: "(.*)", supportPack: true };

/** SDKs respect the schema's version: without it they name none, and the engine starts any that is installed. */
const languages = {
  nodejs: {
    packageName: "@azure-openai-wandb/azure-openai-wandb",
    dependencies: { "@pulumi/pulumi": manifest.dependencies["@pulumi/pulumi"] },
  },
  python: {
    packageName: "azure_openai_wandb",
    pyproject: { enabled: true },
    pythonRequires: ">=3.10",
    inputTypes: "classes-and-dicts",
  },
  go: {
    importBasePath: `github.com${repositoryPath}/sdk/go/azureopenaiwandb`,
    generateResourceContainerTypes: true,
  },
  csharp: {
    rootNamespace: "AzureOpenAIWandb",
    namespaces: { "azure-openai-wandb": "Component" },
    packageReferences: { Pulumi: "3.*" },
  },
  java: {
    basePackage: "io.github",
    buildFiles: "gradle",
    dependencies: { "com.pulumi:pulumi": "1.16.2" },
  },
};

/** Inputs that every SDK marks as secret before they leave the program, whatever is passed. */
const secretInputs: readonly string[] = ["wandbApiKey"];

/** The derived schema as far as metadata is added to it. */
interface DerivedSchema {
  name: string;
  version: string;
  resources: Record<string, { inputProperties: Record<string, object> }>;
  types: object;
  dependencies: unknown[];
  language: Record<string, object>;
}

/** Adds the metadata to the schema that Pulumi derives from the types. @throws Error where the component has no such secret input. */
export function withMetadata<Schema extends DerivedSchema>(schema: Schema) {
  const { name, version, resources, types, dependencies, language } = schema;
  return {
    ...{ name, version },
    ...shown,
    meta,
    resources: Object.fromEntries(
      Object.entries(resources).map(([token, resource]) => [token, withSecretInputs(token, resource)]),
    ),
    types,
    dependencies,
    language: Object.fromEntries(
      Object.entries(languages).map(([name, options]) => [name, { ...language[name], ...options }]),
    ),
  };
}

function withSecretInputs<Resource extends { inputProperties: Record<string, object> }>(
  token: string,
  resource: Resource,
): Resource {
  const missing = secretInputs.filter((name) => !(name in resource.inputProperties));
  if (missing.length > 0) {
    throw new Error(`${token} has no input ${missing.join(", ")} to mark as secret.`);
  }
  const inputProperties = Object.fromEntries(
    Object.entries(resource.inputProperties).map(([name, property]) => [
      name,
      secretInputs.includes(name) ? { ...property, secret: true } : property,
    ]),
  );
  return { ...resource, inputProperties };
}
