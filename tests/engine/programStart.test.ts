/** The start of a program: what the preload leaves out, and that nothing is missed where it is used. */
import * as fs from "node:fs";
import * as path from "node:path";
import { filesWithKey } from "../support/canarySecret";
import { root, StackProject } from "../support/stackProject";

/** Writes the modules that the program has loaded: what stands for a deferred one has no paths to look in. */
const listModules = `
if (/[\\\\/]cmd[\\\\/]run\\b(?!-)/.test(process.argv[1] ?? "")) {
  const fs = require("node:fs");
  process.on("exit", () => fs.writeFileSync("modules.json", JSON.stringify(Object.entries(require.cache).filter(([, { paths }]) => paths).map(([file]) => file))));
}
`;

const usesDeferredModules = `import * as pulumi from "@pulumi/pulumi";
export = async () => {
  const captured = 4;
  const { text } = await pulumi.runtime.serializeFunction(() => captured);
  const { createStack } = pulumi.automation.LocalWorkspace;
  await pulumi.log.info([text.includes("return () => captured"), typeof createStack].join(", "));
};
`;

const fails = `import * as pulumi from "@pulumi/pulumi";

interface Team {
  name: string;
}
const team: Team | undefined = undefined as Team | undefined;
export const name = team!.name;
`;

describe("a program with the preload", () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true, files: { "listModules.js": listModules } });
    await project.init();
    await project.up();
  }, 120_000);
  afterAll(() => project?.close());

  const modules = () =>
    JSON.parse(fs.readFileSync(path.join(project.directory, "program/modules.json"), "utf8")) as string[];

  test("loads no compiler and nothing that only few programs use", async () => {
    project.variables.NODE_OPTIONS = "--require=./listModules.js";
    expect(await project.preview()).toEqual([]);
    project.variables.NODE_OPTIONS = "";
    const packages = modules().map(
      (file) => /.*node_modules[\\/]((?:@[^\\/]+[\\/])?[^\\/]+)/.exec(file)?.[1],
    );
    expect(packages).toContain("@pulumi/azure-native");
    const unused = /^(typescript|ts-node|@swc\/.*|@npmcli\/.*|pacote|@opentelemetry\/(?!api$).*|execa)$/;
    expect([...new Set(packages)].filter((name) => unused.test(name ?? ""))).toEqual([]);
  });

  test("writes no key into the cache", () => {
    const cache = path.join(root, "node_modules/.cache/azure-openai-wandb");
    expect(fs.readdirSync(cache).length).toBeGreaterThan(0);
    expect(filesWithKey(cache)).toEqual([]);
  });

  test("shows an error at its line of the TypeScript file", async () => {
    project.write("index.ts", fails);
    expect(await project.failingPulumi("preview")).toMatch(
      /Cannot read properties of undefined \(reading 'name'\)[^]*program[\\/]\S*index\.ts:7:27/,
    );
  });

  test("serializes functions and has the Automation API", async () => {
    project.write("index.ts", usesDeferredModules);
    const { stdout } = await project.pulumi("preview");
    expect(stdout).toContain("true, function");
  }, 60_000);
});
