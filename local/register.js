// Lets Node run TypeScript, transpiled only (swc): type checking belongs to `npm test`.
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
