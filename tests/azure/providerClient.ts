import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import * as path from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import * as grpc from "@grpc/grpc-js";
import { EngineService } from "@pulumi/pulumi/proto/engine_grpc_pb";
import type { LogRequest } from "@pulumi/pulumi/proto/engine_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderClient } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { fromStruct, toStruct } from "../../local/providers/protocol/values";
import type { Properties } from "../../local/providers/protocol/values";

/** A resource as the engine's state has it. */
export interface State {
  id: string;
  inputs: Properties;
  outputs: Properties;
}

export interface Checked {
  inputs: Properties;
  failures: string[];
}

interface CheckOptions {
  name?: string;
  olds?: Properties;
  autonaming?: { mode: "PROPOSE" | "ENFORCE" | "DISABLE"; proposedName: string };
}

/** An engine that speaks Pulumi's provider protocol to the emulated azure-native, and collects its warnings. */
export class ProviderClient {
  private warnings: string[] = [];

  private constructor(
    private readonly providers: ChildProcess,
    private readonly client: ResourceProviderClient,
    private readonly engine: grpc.Server,
  ) {}

  /** @param config Of the provider. @param environment Over the process's own. */
  static async start(
    config: Properties = {},
    environment: Record<string, string | undefined> = {},
  ): Promise<ProviderClient> {
    const { providers, port } = await startProviders(environment);
    const credentials = grpc.credentials.createInsecure();
    const provider = new ResourceProviderClient(`127.0.0.1:${port}`, credentials);
    const engine = new grpc.Server();
    const client = new ProviderClient(providers, provider, engine);
    engine.addService(EngineService as unknown as grpc.ServiceDefinition, {
      log({ request }: { request: LogRequest }, callback: grpc.sendUnaryData<Empty>) {
        client.warnings.push(request.getMessage());
        callback(null, new Empty());
      },
    });
    const enginePort = await new Promise<number>((resolve, reject) =>
      engine.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
        error ? reject(error) : resolve(bound),
      ),
    );
    const attach = new PluginAttach();
    attach.setAddress(`127.0.0.1:${enginePort}`);
    await client.call("attach", attach);
    const configure = new messages.ConfigureRequest();
    configure.setArgs(toStruct(config));
    await client.call("configure", configure);
    return client;
  }

  /** The warnings so far, which may arrive after the response; from now on there are none. */
  async newWarnings(): Promise<string[]> {
    for (let wait = 0; wait < 100 && this.warnings.length === 0; wait++) {
      await delay(20);
    }
    const shown = this.warnings;
    this.warnings = [];
    return shown;
  }

  async close(): Promise<void> {
    this.client.close();
    this.engine.forceShutdown();
    this.providers.stdin?.end();
  }

  async check(type: string, news: Properties, options: CheckOptions = {}): Promise<Checked> {
    const request = new messages.CheckRequest();
    request.setUrn(urn(type, options.name ?? "one"));
    request.setNews(toStruct(news));
    request.setOlds(toStruct(options.olds ?? {}));
    request.setRandomseed(Buffer.from("seed"));
    if (options.autonaming) {
      const autonaming = new messages.CheckRequest.AutonamingOptions();
      autonaming.setMode(messages.CheckRequest.AutonamingOptions.Mode[options.autonaming.mode]);
      autonaming.setProposedName(options.autonaming.proposedName);
      request.setAutonaming(autonaming);
    }
    const response = await this.call<messages.CheckResponse>("check", request);
    const failures = response.getFailuresList().map((failure) => failure.getReason());
    return { inputs: fromStruct(response.getInputs()), failures };
  }

  async diff(type: string, state: Partial<State>, news: Properties) {
    const request = new messages.DiffRequest();
    request.setUrn(urn(type));
    request.setOldInputs(toStruct(state.inputs ?? {}));
    request.setOlds(toStruct(state.outputs ?? {}));
    request.setNews(toStruct(news));
    const { diffsList, replacesList, deletebeforereplace } = (
      await this.call<messages.DiffResponse>("diff", request)
    ).toObject();
    return { changes: diffsList, replaces: replacesList, deleteBeforeReplace: deletebeforereplace };
  }

  /** Checks the inputs and creates the resource. */
  async create(type: string, news: Properties, options: CheckOptions = {}): Promise<State> {
    const { inputs, failures } = await this.check(type, news, options);
    if (failures.length > 0) {
      throw new Error(failures.join("\n"));
    }
    const request = new messages.CreateRequest();
    request.setUrn(urn(type, options.name ?? "one"));
    request.setProperties(toStruct(inputs));
    const response = await this.call<messages.CreateResponse>("create", request);
    return { id: response.getId(), inputs, outputs: fromStruct(response.getProperties()) };
  }

  async update(type: string, { id, inputs: oldInputs, outputs }: State, news: Properties): Promise<State> {
    const { inputs } = await this.check(type, news, { olds: oldInputs });
    const request = new messages.UpdateRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setOldInputs(toStruct(oldInputs));
    request.setOlds(toStruct(outputs));
    request.setNews(toStruct(inputs));
    const response = await this.call<messages.UpdateResponse>("update", request);
    return { id, inputs, outputs: fromStruct(response.getProperties()) };
  }

  /** Refreshes a resource of the state, or imports one by its id alone. @returns undefined where it does not exist. */
  async read(type: string, { id, inputs, outputs }: Pick<State, "id"> & Partial<State>) {
    const request = new messages.ReadRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setInputs(toStruct(inputs ?? {}));
    request.setProperties(toStruct(outputs ?? {}));
    const response = await this.call<messages.ReadResponse>("read", request);
    return response.getId() === ""
      ? undefined
      : {
          id: response.getId(),
          inputs: fromStruct(response.getInputs()),
          outputs: fromStruct(response.getProperties()),
        };
  }

  async delete(type: string, { id, inputs, outputs }: State): Promise<void> {
    const request = new messages.DeleteRequest();
    request.setUrn(urn(type));
    request.setId(id);
    request.setOldInputs(toStruct(inputs));
    request.setProperties(toStruct(outputs));
    await this.call("delete", request);
  }

  async invoke(token: string, args: Properties): Promise<Properties> {
    const request = new messages.InvokeRequest();
    request.setTok(`azure-native:${token}`);
    request.setArgs(toStruct(args));
    return fromStruct((await this.call<messages.InvokeResponse>("invoke", request)).getReturn());
  }

  private async call<Response>(method: string, request: unknown): Promise<Response> {
    const methods = this.client as unknown as Record<
      string,
      (request: unknown, callback: (error: grpc.ServiceError | null, response: Response) => void) => void
    >;
    return new Promise((resolve, reject) =>
      methods[method]!.call(this.client, request, (error, response) =>
        error ? reject(new Error(error.details)) : resolve(response),
      ),
    );
  }
}

const urn = (type: string, name = "one") => `urn:pulumi:test::rules::azure-native:${type}::${name}`;

const root = path.join(__dirname, "../..");

/** Starts the emulated providers in a process of their own, which ends with its standard input. */
async function startProviders(
  environment: Record<string, string | undefined>,
): Promise<{ providers: ChildProcess; port: string }> {
  const [retryBaseMs, requestTimeoutMs] = ["4", "30000"];
  const providers = spawn(
    process.execPath,
    ["-r", "./local/register.js", "tests/support/providers.ts", retryBaseMs, requestTimeoutMs],
    { cwd: root, env: { ...process.env, ...environment }, stdio: ["pipe", "pipe", "inherit"] },
  );
  const printed = await new Promise<string>((resolve, reject) => {
    providers.stdout.once("data", (data: Buffer) => resolve(data.toString()));
    providers.once("exit", (code) => reject(new Error(`The emulated providers ended with ${code}.`)));
  });
  return { providers, port: /azure-native:(\d+)/.exec(printed)![1]! };
}
