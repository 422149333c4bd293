/** The compilers, loaders and Node versions with which consumers of the package are tested, installed once outside their projects. */
import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { promisify } from "node:util";
import { lock } from "../../local/engine/lock";
import { root } from "../support/stackProject";

const run = promisify(execFile);

/** An install of everything takes half a minute; more on a machine that is busy. */
const installTimeoutMs = 9 * 60_000;

/** The npm package with Node's own executable for this platform. */
const nodePackage = `node-${process.platform === "win32" ? "win" : process.platform}-${process.arch}`;

export const typescriptVersions = ["5.9.3", "6.0.3", "7.0.2"] as const;
export type TypescriptVersion = (typeof typescriptVersions)[number];

/** The oldest that the package supports, and the latest of each later line with long-term support. */
export const nodeVersions = ["20.19.0", "22.23.3", "24.21.0"] as const;
export type NodeVersion = (typeof nodeVersions)[number];

const versioned = (name: string, versions: readonly string[], npmPackage = name) =>
  versions.map((version) => [`${name}-${version}`, `npm:${npmPackage}@${version}`] as const);

const manifest = {
  private: true,
  dependencies: {
    "@arethetypeswrong/cli": "0.18.5",
    pnpm: "10.34.8",
    publint: "0.3.25",
    "ts-node": "10.9.2",
    tsx: "4.23.15",
    ...Object.fromEntries(versioned("typescript", typescriptVersions)),
  },
  // npm passes over those that it cannot install.
  optionalDependencies: Object.fromEntries(versioned("node", nodeVersions, nodePackage)),
};

/** Files of the tools, from the folder in which npm installs them. */
const files = {
  attw: "@arethetypeswrong/cli/dist/index.js",
  pnpm: "pnpm/bin/pnpm.cjs",
  publint: "publint/src/cli.js",
  "ts-node": "ts-node/dist/bin.js",
  "ts-node/esm": "ts-node/esm.mjs",
  tsx: "tsx/dist/cli.mjs",
};

export class ConsumerTools {
  private constructor(
    /** Also keeps pnpm's packages, from one run to the next. */
    readonly directory: string,
  ) {}

  /** Installs the tools below `.local`, once. */
  static async install(): Promise<ConsumerTools> {
    const text = JSON.stringify(manifest, null, 2);
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const directory = path.join(root, ".local", `consumer-tools-${digest}`);
    const complete = path.join(directory, "complete");
    fs.mkdirSync(directory, { recursive: true });
    const unlock = await lock(`${directory}.lock`, "installing the consumers' tools", installTimeoutMs);
    try {
      if (!fs.existsSync(complete)) {
        fs.writeFileSync(path.join(directory, "package.json"), text);
        await run("npm", ["install", "--no-audit", "--no-fund", "--prefer-offline"], { cwd: directory });
        fs.writeFileSync(complete, "");
      }
    } finally {
      unlock();
    }
    return new ConsumerTools(directory);
  }

  file(tool: keyof typeof files): string {
    return path.join(this.directory, "node_modules", files[tool]);
  }

  typescript(version: TypescriptVersion): string {
    return path.join(this.directory, "node_modules", `typescript-${version}`);
  }

  /** Node's executable; undefined where npm has none for this platform. */
  node(version: NodeVersion): string | undefined {
    const folder = path.join(this.directory, "node_modules", `node-${version}`);
    const file = path.join(folder, process.platform === "win32" ? "bin/node.exe" : "bin/node");
    return fs.existsSync(file) ? file : undefined;
  }
}
