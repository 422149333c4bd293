/** What the preload keeps for the next start, in a copy of it with a folder of packages of its own. */
import { execFileSync, spawnSync } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../../support/stackProject";

const source = path.join(root, "components/preload");

describe("A start", () => {
  let folder: string;
  const at = (name: string) => path.join(folder, name);
  const cache = () => at("node_modules/.cache/azure-openai-wandb");

  beforeEach(() => {
    folder = fs.mkdtempSync(path.join(os.tmpdir(), "preload-"));
    fs.cpSync(source, at("preload"), { recursive: true });
    fs.mkdirSync(at("node_modules/@pulumi"), { recursive: true });
    for (const name of ["typescript", "@pulumi/pulumi"]) {
      fs.symlinkSync(path.join(root, "node_modules", name), at(`node_modules/${name}`));
    }
    fs.writeFileSync(
      at("register.js"),
      'require("./preload/compileCache.js").keepCompiledCode();\nrequire("./preload/typescript.js").runTypeScript();\n' +
        'process.on("exit", () => Object.keys(require.cache).some((file) => file.endsWith("/typescript.js") && !file.includes("preload")) && console.log("compiler loaded"));\n',
    );
  });
  afterEach(() => fs.rmSync(folder, { recursive: true, force: true }));

  /** Runs a program. @returns Its lines. */
  const start = (program: string, variables: NodeJS.ProcessEnv = {}) =>
    execFileSync(process.execPath, ["--require", at("register.js"), at(program)], {
      env: { ...process.env, ...variables },
      encoding: "utf8",
      stdio: ["ignore", "pipe", "pipe"],
    })
      .trim()
      .split("\n");
  const write = (text: string) => fs.writeFileSync(at("program.ts"), text);
  const files = () =>
    fs.existsSync(cache())
      ? (fs.readdirSync(cache(), { recursive: true, withFileTypes: true }) as fs.Dirent[])
          .filter((entry) => entry.isFile())
          .map((entry) => path.join(entry.parentPath, entry.name))
      : [];

  test("loads the compiler for a new or changed file alone", () => {
    write("enum Color { Red = 4 }\nconsole.log(Color.Red as number);\n");
    expect(start("program.ts")).toEqual(["4", "compiler loaded"]);
    expect(start("program.ts")).toEqual(["4"]);
    write("console.log(5 as number);\n");
    expect(start("program.ts")).toEqual(["5", "compiler loaded"]);
    expect(start("program.ts")).toEqual(["5"]);
  });

  test("runs where the cache cannot be written", () => {
    write("console.log(6 as number);\n");
    fs.writeFileSync(at("node_modules/.cache"), "not a folder");
    expect(start("program.ts")).toEqual(["6", "compiler loaded"]);
    expect(start("program.ts")).toEqual(["6", "compiler loaded"]);
  });

  test("writes nothing where NODE_DISABLE_COMPILE_CACHE is set", () => {
    write("console.log(7 as number);\n");
    expect(start("program.ts", { NODE_DISABLE_COMPILE_CACHE: "1" })).toEqual(["7", "compiler loaded"]);
    expect(files()).toEqual([]);
  });

  test.each([
    ["cut off", (file: string) => fs.truncateSync(file, Math.floor(fs.statSync(file).size / 2))],
    ["empty", (file: string) => fs.truncateSync(file, 0)],
    ["of other content", (file: string) => fs.writeFileSync(file, "console.log('forged')")],
  ])("compiles again what is %s in the cache", (_name, spoil) => {
    write("console.log(8 as number);\n");
    start("program.ts");
    expect(files().length).toBeGreaterThan(0);
    files().forEach(spoil);
    expect(start("program.ts")).toEqual(["8", "compiler loaded"]);
    expect(start("program.ts")).toEqual(["8"]);
  });

  test("keeps no more files than the limit, and the newest of them", () => {
    const typescript = path.join(cache(), "typescript");
    fs.mkdirSync(typescript, { recursive: true });
    for (let number = 0; number < 4001; number += 1) {
      fs.writeFileSync(path.join(typescript, `old${number}`), "");
      fs.utimesSync(path.join(typescript, `old${number}`), number, number);
    }
    write("console.log(9 as number);\n");
    start("program.ts");
    expect(start("program.ts")).toEqual(["9"]);
    const names = fs.readdirSync(typescript);
    expect(names.length).toBeLessThanOrEqual(2001);
    expect(names).toContain("old4000");
    expect(names).not.toContain("old0");
  });

  test("lets nobody else read or write the cache", () => {
    write("console.log(10 as number);\n");
    start("program.ts");
    expect(fs.statSync(cache()).mode & 0o077).toBe(0);
  });

  test("shows errors at their lines of the TypeScript file", () => {
    write(
      "interface Lost {\n  lines: number;\n}\n\ntry {\n  throw new Error('here');\n} catch (error) {\n  console.log((error as Error).stack);\n}\n",
    );
    for (const round of ["compiled", "from the cache"]) {
      expect([round, start("program.ts").join("\n")]).toEqual([
        round,
        expect.stringContaining(`${at("program.ts")}:6:9`),
      ]);
    }
  });

  test.each([
    ["a module of its own in Node's words", "const { sep } = require('node:path'); console.log(sep);", "/"],
    ["JSON", "console.log(require('./data.json').value);", "11"],
    ["an ES module by import()", "import('./module.mjs').then(({ value }) => console.log(value));", "12"],
    ["an ES module by require()", "console.log(require('./module.mjs').value);", "12"],
    ["itself as the main module", "console.log(require.main === module, module.id);", "true ."],
    [
      "a path by require.resolve",
      "console.log(require.resolve('./data.json') === __dirname + '/data.json');",
      "true",
    ],
    [
      "its own exports",
      "exports.here = 1; console.log(this === module.exports, require('./other.js').parent);",
      "true 1",
    ],
  ])("loads %s", (_name, text, line) => {
    fs.writeFileSync(at("program.js"), `#!/usr/bin/env node\n${text}\n`);
    fs.writeFileSync(at("data.json"), '{ "value": 11 }');
    fs.writeFileSync(at("module.mjs"), "export const value = 12;\n");
    fs.writeFileSync(at("other.js"), "exports.parent = module.parent.exports.here;\n");
    for (const round of ["compiled", "from the cache"]) {
      expect([round, start("program.js", { NODE_NO_WARNINGS: "1" })[0]]).toEqual([round, line]);
    }
  });

  test("shows errors in the file that runs, where another one has the same content", () => {
    for (const name of ["one.js", "two.js"]) {
      fs.writeFileSync(at(name), "console.log(new Error('here').stack);\n");
    }
    for (const name of ["one.js", "two.js", "one.js", "two.js"]) {
      expect(start(name).join("\n")).toContain(`${at(name)}:1:13`);
    }
  });

  test("reports a syntax error as Node does", () => {
    fs.writeFileSync(at("program.js"), "const = 1;\n");
    expect(() => start("program.js")).toThrow(/program\.js:1[^]*SyntaxError: Unexpected token '='/);
  });

  test("finds the packages of functions, by npm's modules that Pulumi's SDK loads then", () => {
    const sdk = path.join(root, "node_modules/@pulumi/pulumi");
    fs.mkdirSync(at("node_modules/left"));
    fs.writeFileSync(at("node_modules/left/package.json"), '{ "name": "left", "version": "1.0.0" }');
    fs.writeFileSync(at("package.json"), '{ "name": "program", "dependencies": { "left": "1.0.0" } }');
    fs.writeFileSync(
      at("program.js"),
      `const { runtime } = require(${JSON.stringify(sdk)});
       const arborist = Object.keys(require.cache).filter((file) => file.includes("/@npmcli/")).length;
       runtime.computeCodePaths().then((paths) => console.log(arborist, [...paths.keys()].join()));\n`,
    );
    fs.writeFileSync(
      at("register.js"),
      `process.argv[1] = ${JSON.stringify(path.join(sdk, "cmd/run"))};\nrequire("./preload/index.js");\n`,
    );
    const { stdout } = spawnSync(process.execPath, ["--require", at("register.js"), at("program.js")], {
      cwd: folder,
      encoding: "utf8",
    });
    expect(stdout).toBe("1 node_modules/left\n");
  });
});
