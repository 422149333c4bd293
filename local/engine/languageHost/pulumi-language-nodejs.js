#!/usr/bin/env node
// Pulumi's Node.js language host, for a CLI that is built from Go modules, which do not contain the official host.
// It is copied beside the CLI and used by every project on the machine, so it loads gRPC and Pulumi's protocol from the
// project that it is started in. It implements Pulumi's LanguageRuntime service (proto/pulumi/language.proto).
const { spawn } = require("node:child_process");
const { createRequire } = require("node:module");
const path = require("node:path");

// The last argument: options with a value of their own, such as --tracing ENDPOINT, come before it.
const engineAddress = process.argv.slice(2).findLast((argument) => !argument.startsWith("-")) ?? "";
const rootArgument = process.argv.find((argument) => /^--?root=/.test(argument))?.split("=")[1];

/** Loads the project's SDK, from the folder that the CLI runs in or the one that it names. */
function loadSdk() {
  for (const directory of [process.cwd(), rootArgument, process.env.PULUMI_PROJECT_DIRECTORY]) {
    try {
      if (directory) {
        return createRequire(
          createRequire(path.join(directory, "package.json")).resolve("@pulumi/pulumi/package.json"),
        );
      }
    } catch {
      // not in this folder: try the next one
    }
  }
  console.error(`@pulumi/pulumi is not installed in ${process.cwd()}. Run \`npm install\` there.`);
  process.exit(1);
}

const sdk = loadSdk();
const grpc = sdk("@grpc/grpc-js");
const { Empty } = sdk("google-protobuf/google/protobuf/empty_pb.js");
const messages = sdk("./proto/language_pb.js");
const { PluginInfo } = sdk("./proto/plugin_pb.js");
const { LanguageRuntimeService } = sdk("./proto/language_grpc_pb.js");
const { version } = sdk("./package.json");

/** Exit code of a program that has reported its error itself. */
const alreadyReported = 32;

/** Folders to look for a program's packages in. @param {any} info */
const programDirectory = (info) => info?.getProgramDirectory() || process.cwd();

/** Path of a runner in the SDK that the program uses. @param {string} directory @param {string} name */
function runner(directory, name) {
  return createRequire(path.join(directory, "package.json")).resolve(`@pulumi/pulumi/cmd/${name}`);
}

/** Options of `runtime:` in Pulumi.yaml. @param {any} info @returns {Record<string, any>} */
const runtimeOptions = (info) => info?.getOptions()?.toJavaScript() ?? {};

/** Environment and arguments of Node for the options. @param {any} info */
function nodeSettings(info) {
  const { typescript = true, tsconfig, nodeargs = "" } = runtimeOptions(info);
  return {
    nodeArguments: String(nodeargs).split(" ").filter(Boolean),
    environment: {
      ...process.env,
      PULUMI_NODEJS_TYPESCRIPT: String(typescript),
      ...(tsconfig ? { PULUMI_NODEJS_TSCONFIG_PATH: String(tsconfig) } : {}),
    },
  };
}

/** @param {any} request @param {(error: any, response?: any) => void} callback */
function run(request, callback) {
  const info = request.getInfo();
  const { nodeArguments, environment } = nodeSettings(info);
  const directory = programDirectory(info);
  /** @type {Record<string, string>} */
  const config = {};
  request
    .getConfigMap()
    .forEach((/** @type {string} */ value, /** @type {string} */ key) => (config[key] = value));
  const args = [
    ...nodeArguments,
    runner(directory, "run"),
    "--monitor",
    request.getMonitorAddress(),
    "--engine",
    engineAddress,
    "--project",
    request.getProject(),
    "--stack",
    request.getStack(),
    "--pwd",
    request.getPwd(),
    ...(request.getDryrun() ? ["--dry-run"] : []),
    "--parallel",
    String(request.getParallel()),
    "--organization",
    request.getOrganization(),
    "--root-directory",
    info?.getRootDirectory() ?? directory,
    info?.getEntryPoint() || request.getProgram(),
    ...request.getArgsList(),
  ];
  const child = spawn(process.execPath, args, {
    cwd: request.getPwd(),
    // The CLI shows what this process prints.
    stdio: ["ignore", "inherit", "inherit"],
    env: {
      ...environment,
      PULUMI_CONFIG: JSON.stringify(config),
      PULUMI_CONFIG_SECRET_KEYS: JSON.stringify(request.getConfigsecretkeysList()),
    },
  });
  children.add(child);
  child.on("error", (error) => callback(error));
  child.on("close", (code, signal) => {
    children.delete(child);
    const response = new messages.RunResponse();
    if (code === alreadyReported) {
      response.setBail(true);
    } else if (code !== 0) {
      response.setError(`the program ended with ${signal ? `signal ${signal}` : `exit code ${code}`}`);
    }
    callback(null, response);
  });
}

/**
 * Ends a stream with an error. gRPC answers the event; it sends nothing for a stream that is destroyed, and the CLI keeps waiting.
 * @param {any} call @param {Error} error
 */
const fail = (call, error) => call.emit("error", error);

/** Runs a component or a policy pack as a plugin, and streams its output to the CLI. @param {any} call */
function runPlugin(call) {
  const request = call.request;
  const info = request.getInfo();
  const { nodeArguments, environment } = nodeSettings(info);
  const directory = programDirectory(info);
  const isPolicyPack = request.getKind() === "analyzer";
  const program = isPolicyPack
    ? [...request.getArgsList(), directory]
    : [directory, ...request.getArgsList()];
  const child = spawn(
    process.execPath,
    [...nodeArguments, runner(directory, isPolicyPack ? "run-policy-pack" : "run-plugin"), ...program],
    {
      cwd: isPolicyPack ? directory : request.getPwd(),
      stdio: ["ignore", "pipe", "pipe"],
      env: { ...environment, ...Object.fromEntries(request.getEnvList().map(splitVariable)) },
    },
  );
  children.add(child);
  const send = (/** @type {"setStdout" | "setStderr"} */ set) => (/** @type {Buffer} */ data) => {
    const response = new messages.RunPluginResponse();
    response[set](data);
    call.write(response);
  };
  child.stdout.on("data", send("setStdout"));
  child.stderr.on("data", send("setStderr"));
  child.on("error", (error) => fail(call, error));
  child.on("close", (code) => {
    children.delete(child);
    const response = new messages.RunPluginResponse();
    response.setExitcode(code ?? 1);
    call.write(response);
    call.end();
  });
  call.on("cancelled", () => child.kill());
}

/** @param {string} variable */
function splitVariable(variable) {
  const at = variable.indexOf("=");
  return [variable.slice(0, at), variable.slice(at + 1)];
}

/** @param {any} call */
function installDependencies(call) {
  const child = spawn("npm", ["install", "--no-audit", "--no-fund"], {
    cwd: call.request.getDirectory(),
    stdio: ["ignore", "pipe", "pipe"],
    shell: process.platform === "win32",
  });
  const send = (/** @type {"setStdout" | "setStderr"} */ set) => (/** @type {Buffer} */ data) => {
    const response = new messages.InstallDependenciesResponse();
    response[set](data);
    call.write(response);
  };
  child.stdout.on("data", send("setStdout"));
  child.stderr.on("data", send("setStderr"));
  child.on("error", (error) => fail(call, error));
  child.on("close", (code) =>
    code === 0 ? call.end() : fail(call, new Error(`npm install ended with ${code}`)),
  );
}

/** @type {Set<import("node:child_process").ChildProcess>} */
const children = new Set();

/** @param {(request: any) => any} respond */
const unary = (respond) => (/** @type {any} */ call, /** @type {any} */ callback) =>
  callback(null, respond(call.request));

const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
server.addService(LanguageRuntimeService, {
  handshake: unary(() => new messages.LanguageHandshakeResponse()),
  getRequiredPackages: unary(() => new messages.GetRequiredPackagesResponse()),
  getRequiredPlugins: unary(() => new messages.GetRequiredPluginsResponse()),
  getPluginInfo: unary(() => {
    const info = new PluginInfo();
    info.setVersion(version);
    return info;
  }),
  runtimeOptionsPrompts: unary(() => new messages.RuntimeOptionsResponse()),
  about: unary(() => {
    const about = new messages.AboutResponse();
    about.setExecutable(process.execPath);
    about.setVersion(process.version);
    return about;
  }),
  getProgramDependencies: unary(() => new messages.GetProgramDependenciesResponse()),
  cancel: unary(() => {
    children.forEach((child) => child.kill("SIGINT"));
    return new Empty();
  }),
  run: (/** @type {any} */ call, /** @type {any} */ callback) => {
    try {
      run(call.request, callback);
    } catch (error) {
      callback(error);
    }
  },
  runPlugin,
  installDependencies,
});

server.bindAsync(
  "127.0.0.1:0",
  grpc.ServerCredentials.createInsecure(),
  (/** @type {Error | null} */ error, /** @type {number} */ port) => {
    if (error) {
      console.error(`the language host could not start: ${error.message}`);
      process.exit(1);
    }
    process.stdout.write(`${port}\n`);
  },
);

// The process that started this host may be killed: then the host is no longer needed.
const parent = process.ppid;
setInterval(() => {
  if (process.ppid !== parent) {
    children.forEach((child) => child.kill());
    process.exit(1);
  }
}, 2000).unref();
