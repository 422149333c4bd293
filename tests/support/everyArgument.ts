/** Every argument with a right value, and the paths of all arguments in the package's schema. */
import * as fs from "node:fs";
import * as path from "node:path";
import { PrincipalType } from "../../components/index";
import type { WandbIntegrationArgs } from "../../components/index";
import { argumentShapes } from "../../components/validation/argumentShapes";
import type { Shape } from "../../components/validation/shape";
import {
  customerManagedKey,
  identityId,
  key,
  sampleGroup,
  sampleObjectId,
  subnetId,
  workspaceId,
} from "./arbitraryArgs";

const privateEndpoint = () => ({
  subnetId,
  privateDnsZoneIds: [`${sampleGroup}/providers/Microsoft.Network/privateDnsZones/one`],
});
const principal = () => ({
  objectId: sampleObjectId,
  type: PrincipalType.Group,
  key: "team",
  description: "ML team",
  condition: "@Resource[x] StringEquals 'y'",
});
const common = (): WandbIntegrationArgs => ({
  resourceGroupName: "rg",
  location: "swedencentral",
  skipLocationCheck: false,
  onSoftDeleted: "Fail",
  tags: { team: "ml" },
  access: {
    permissionModel: "Rbac",
    keyVaultSecretsOfficers: [principal()],
    fineTuningPrincipals: [principal()],
    identityRole: "SecretsUser",
    identityRoleScope: "Secret",
  },
});
const deployments = () => [
  { name: "chat", model: "gpt-4.1-mini", version: "2025-04-14", sku: "GlobalStandard", capacity: 3 },
];

/** New resources with every argument that they have. */
export const everyNewArgument = (): WandbIntegrationArgs => ({
  ...common(),
  wandbApiKey: key,
  deleteLock: true,
  diagnostics: { workspaceId },
  account: {
    accountName: "contoso-ai",
    customSubDomainName: "contoso-sub",
    publicNetworkAccess: false,
    ipRules: ["203.0.113.0/24"],
    privateEndpoint: privateEndpoint(),
    disableLocalAuth: true,
    allowedFqdnList: ["a.example.com"],
    userAssignedIdentities: [identityId],
    customerManagedKey: { ...customerManagedKey },
    deployments: deployments(),
    tags: { part: "account" },
  },
  vault: {
    vaultName: "kv-contoso",
    sku: "premium",
    enablePurgeProtection: true,
    softDeleteRetentionInDays: 7,
    publicNetworkAccess: false,
    ipRules: ["203.0.113.0/24"],
    privateEndpoint: privateEndpoint(),
    tags: { part: "vault" },
  },
  secret: {
    secretName: "wandb-key",
    contentType: "key",
    expiresOn: "2030-01-01T00:00:00Z",
    tags: { part: "secret" },
  },
});

/** Existing resources with every argument that they have: by name, or by ARM id. */
export const everyExistingArgument = (by: "name" | "id"): WandbIntegrationArgs => ({
  ...common(),
  account: {
    existing:
      by === "name"
        ? { name: "hand-made", resourceGroupName: "rg-shared" }
        : { id: `${sampleGroup}/providers/Microsoft.CognitiveServices/accounts/hand-made` },
    privateEndpoint: privateEndpoint(),
    deployments: deployments(),
  },
  vault: {
    existing:
      by === "name"
        ? { name: "kv-hand-made", resourceGroupName: "rg-shared" }
        : { id: `${sampleGroup}/providers/Microsoft.KeyVault/vaults/kv-hand-made` },
    privateEndpoint: privateEndpoint(),
  },
  secret: { existing: true, secretName: "wandb-key" },
});

interface Property {
  type?: string;
  $ref?: string;
  items?: Property;
  additionalProperties?: Property;
}

interface PackageSchema {
  resources: Record<string, { inputProperties: Record<string, Property> }>;
  types: Record<string, { properties?: Record<string, Property> }>;
}

/** Paths of all arguments, as the package's schema has them: `account.ipRules`, `account.ipRules[0]`, `tags.NAME`. */
export function schemaPaths(): string[] {
  const file = path.join(__dirname, "../../components/schema.json");
  const { resources, types } = JSON.parse(fs.readFileSync(file, "utf8")) as PackageSchema;
  const below = (property: Property, at: string): string[] => {
    const type = property.$ref?.replace("#/types/", "");
    return [
      at,
      ...(property.items ? below(property.items, `${at}[0]`) : []),
      ...(property.additionalProperties ? below(property.additionalProperties, `${at}.NAME`) : []),
      ...(type ? ofProperties(types[type]?.properties ?? {}, `${at}.`) : []),
    ];
  };
  const ofProperties = (properties: Record<string, Property>, prefix: string): string[] =>
    Object.entries(properties).flatMap(([name, property]) => below(property, `${prefix}${name}`));
  return ofProperties(resources["azure-openai-wandb:index:WandbIntegration"]!.inputProperties, "");
}

const steps = (at: string): string[] => at.replace(/\[(\d+)\]/g, ".$1").split(".");

/** The value at a path, where NAME is the first name of an object. */
export function valueAt(args: object, at: string): unknown {
  return steps(at).reduce<unknown>((value, step) => {
    const container = (value ?? {}) as Record<string, unknown>;
    return step === "NAME" ? Object.values(container)[0] : container[step];
  }, args);
}

/** The same arguments with another value at a path. */
export function withValueAt(args: WandbIntegrationArgs, at: string, value: unknown): WandbIntegrationArgs {
  const all = steps(at);
  const change = (container: object, [step = "", ...rest]: string[]): object => {
    const name = step === "NAME" ? Object.keys(container)[0]! : step;
    const current = (container as Record<string, unknown>)[name];
    const next = rest.length === 0 ? value : change(current as object, rest);
    return Array.isArray(container)
      ? container.map((item: unknown, index) => (index === Number(name) ? next : item))
      : { ...container, [name]: next };
  };
  return change(args, all) as WandbIntegrationArgs;
}

/** The shape of the argument at a path. */
export function shapeAt(path: string): Shape {
  return path
    .replace(/\[0\]/g, ".0")
    .split(".")
    .reduce<Shape>((shape, step) => {
      switch (shape.kind) {
        case "list":
          return shape.items;
        case "record":
          return shape.values;
        case "object":
          return shape.properties[step]!;
        case "value":
          throw new Error(`${path} has nothing below a value`);
      }
    }, argumentShapes);
}
