// Lets Node run TypeScript, transpiled by swc. `npm test` checks the types.
require("ts-node").register({
  cwd: __dirname,
  swc: true,
  skipProject: true,
  compilerOptions: {
    module: "nodenext",
    moduleResolution: "nodenext",
    target: "es2022",
    esModuleInterop: true,
  },
});
