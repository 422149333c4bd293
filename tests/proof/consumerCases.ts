/** The consumers with which the packed component is tested: what compiles their programs, what runs them, what installed the package. */
import { nodeVersions, typescriptVersions } from "./consumerTools";
import type { NodeVersion, TypescriptVersion } from "./consumerTools";

export const packageManagers = ["npm", "pnpm"] as const;
export type PackageManager = (typeof packageManagers)[number];

/** `type` of the consumer's package.json. */
export type PackageType = "commonjs" | "module";

interface Consumer {
  packageManager: PackageManager;
  packageType: PackageType;
}

/** Types are checked and the program is compiled; each version of Node runs the result. */
export interface CompiledConsumer extends Consumer {
  kind: "compiled";
  typescript: TypescriptVersion;
  resolution: Resolution;
}

/** A loader runs the TypeScript program. */
export interface LoadedConsumer extends Consumer {
  kind: "loaded";
  loader: "node" | "ts-node" | "tsx";
  node: NodeVersion;
}

/** The real engine previews the program by Pulumi's own runner, or as a remote component that Pulumi starts as a package. */
export interface PulumiConsumer extends Consumer {
  kind: "program" | "remote component";
  node: NodeVersion;
}

export type ConsumerCase = CompiledConsumer | LoadedConsumer | PulumiConsumer;

export interface Resolution {
  module: string;
  moduleResolution: string;
  /** Those between which the resolution makes a difference. */
  packageTypes: readonly PackageType[];
}

const both: readonly PackageType[] = ["commonjs", "module"];

/** `node` is what Pulumi's own templates had until 2026; it knows no `exports` of a package. */
export const resolutions: readonly Resolution[] = [
  { module: "commonjs", moduleResolution: "node", packageTypes: ["commonjs"] },
  { module: "node16", moduleResolution: "node16", packageTypes: both },
  { module: "nodenext", moduleResolution: "nodenext", packageTypes: both },
  { module: "esnext", moduleResolution: "bundler", packageTypes: ["module"] },
];

/** TypeScript 7 has no `node` any more. */
const hasResolution = (typescript: TypescriptVersion, { moduleResolution }: Resolution) =>
  !(typescript.startsWith("7.") && moduleResolution === "node");

/** Node runs TypeScript itself from 22.18 on, and `import` only in ES modules. */
const runsTypescript = (node: NodeVersion) => !node.startsWith("20.");

function compiledConsumers(packageManager: PackageManager): CompiledConsumer[] {
  return typescriptVersions.flatMap((typescript) =>
    resolutions
      .filter((resolution) => hasResolution(typescript, resolution))
      .flatMap((resolution) =>
        resolution.packageTypes.map((packageType) => ({
          kind: "compiled" as const,
          packageManager,
          packageType,
          typescript,
          resolution,
        })),
      ),
  );
}

function loadedConsumers(packageManager: PackageManager): LoadedConsumer[] {
  const loaded = (
    loader: LoadedConsumer["loader"],
    packageType: PackageType,
    node: NodeVersion,
  ): LoadedConsumer => ({ kind: "loaded", packageManager, packageType, loader, node });
  return nodeVersions.flatMap((node) => [
    ...both.flatMap((type) => [loaded("tsx", type, node), loaded("ts-node", type, node)]),
    ...(runsTypescript(node) ? [loaded("node", "module", node)] : []),
  ]);
}

const pulumiConsumers = (packageManager: PackageManager): PulumiConsumer[] =>
  nodeVersions.flatMap((node) =>
    (["program", "remote component"] as const).map((kind) => ({
      kind,
      packageManager,
      packageType: "commonjs" as const,
      node,
    })),
  );

export const consumerCases = (): ConsumerCase[] =>
  packageManagers.flatMap((packageManager) => [
    ...compiledConsumers(packageManager),
    ...loadedConsumers(packageManager),
    ...pulumiConsumers(packageManager),
  ]);

/** What the case's program is run or compiled by. */
function howItRuns(consumer: ConsumerCase): string {
  switch (consumer.kind) {
    case "compiled":
      return `TypeScript ${consumer.typescript}, resolution ${consumer.resolution.moduleResolution}`;
    case "loaded":
      return `${consumer.loader === "node" ? "Node itself" : consumer.loader}, Node ${consumer.node}`;
    default:
      return `Pulumi (${consumer.kind}), Node ${consumer.node}`;
  }
}

export const consumerName = (consumer: ConsumerCase): string =>
  `${howItRuns(consumer)}, ${consumer.packageType}, ${consumer.packageManager}`;
