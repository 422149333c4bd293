const swc = (parser) => ["@swc/jest", { jsc: { target: "es2022", parser }, module: { type: "commonjs" } }];

/** Packages that are ES modules, which Jest does not load. */
const modules = "github-slugger";

/** Tests run transpiled only: `npm test` has type-checked everything before. */
module.exports = {
  testEnvironment: "node",
  // Crawled at each start: nothing else has tests.
  roots: ["<rootDir>/tests"],
  globalSetup: "<rootDir>/tests/support/programServers.ts",
  testMatch: ["<rootDir>/tests/**/*.test.ts"],
  transform: {
    "^.+\\.ts$": swc({ syntax: "typescript" }),
    [`/node_modules/(${modules})/.+\\.js$`]: swc({ syntax: "ecmascript" }),
  },
  transformIgnorePatterns: [`/node_modules/(?!(${modules})/)`],
  // The engine's tests each run a Pulumi CLI, a language host and a local Azure.
  maxWorkers: 2,
  testTimeout: 30_000,
};
