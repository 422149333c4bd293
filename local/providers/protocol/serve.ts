/** Serves a package over Pulumi's provider protocol (gRPC), for the engine to attach to. */
import * as grpc from "@grpc/grpc-js";
import { Any } from "google-protobuf/google/protobuf/any_pb";
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Status } from "@pulumi/pulumi/proto/status_pb";
import { InitializationError } from "./provider";
import type { DiffKind, ProviderPackage, ResourceHandler } from "./provider";
import { fromStruct, parseUrn, toStruct } from "./values";

type Handler<Request, Response> = (request: Request, connection: string) => Promise<Response>;

/** How a difference is told to the engine: what it is, and whether it replaces. */
const diffKinds: Record<DiffKind, [update: messages.PropertyDiff.Kind, replace: messages.PropertyDiff.Kind]> =
  {
    add: [messages.PropertyDiff.Kind.ADD, messages.PropertyDiff.Kind.ADD_REPLACE],
    delete: [messages.PropertyDiff.Kind.DELETE, messages.PropertyDiff.Kind.DELETE_REPLACE],
    update: [messages.PropertyDiff.Kind.UPDATE, messages.PropertyDiff.Kind.UPDATE_REPLACE],
  };

export interface ServedProvider {
  port: number;
  close(): Promise<void>;
}

export async function serveProvider<Client>(
  provider: ProviderPackage<Client>,
  log: (line: string) => void,
): Promise<ServedProvider> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": 400 * 1024 * 1024 });
  server.addService(
    ResourceProviderService as unknown as grpc.ServiceDefinition,
    implementation(provider, log) as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    port,
    close: async () => server.forceShutdown(),
  };
}

function implementation<Client>(provider: ProviderPackage<Client>, log: (line: string) => void) {
  /**
   * What each connection was configured with. An attached provider serves every provider resource of the program at once;
   * each has a connection of its own, and nothing else tells their requests apart.
   */
  const clients = new Map<string, Client>();
  const cancellations = new Map<string, AbortController>();

  const client = (connection: string): Client => clients.get(connection) ?? provider.configure({});
  const signal = (connection: string): AbortSignal => {
    let controller = cancellations.get(connection);
    if (!controller) {
      cancellations.set(connection, (controller = new AbortController()));
    }
    return controller.signal;
  };

  const resource = (urn: string): { handler: ResourceHandler<Client>; name: string } => {
    const { type, name } = parseUrn(urn);
    const handler = provider.resources[type];
    if (!handler) {
      throw notHere("resource type", type, Object.keys(provider.resources));
    }
    return { handler, name };
  };

  const notHere = (what: string, token: string, known: string[]) =>
    new Error(
      `${token}: this ${what} is not part of the local stand-in for ${provider.name}, which has ${known.join(", ")}. ` +
        "On real Azure the official provider has it.",
    );

  const handlers: Record<string, Handler<never, unknown>> = {
    async getPluginInfo(_: Empty) {
      const response = new PluginInfo();
      response.setVersion(provider.version);
      return response;
    },
    async attach(_: unknown) {
      return new Empty();
    },
    async getSchema(_: messages.GetSchemaRequest) {
      const response = new messages.GetSchemaResponse();
      response.setSchema(JSON.stringify({ name: provider.name, version: provider.version }));
      return response;
    },
    async checkConfig(request: messages.CheckRequest) {
      const response = new messages.CheckResponse();
      response.setInputs(request.getNews());
      return response;
    },
    async diffConfig(request: messages.DiffRequest) {
      // Another client or subscription is a change of the provider, and never a reason to replace resources.
      const response = new messages.DiffResponse();
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      const [before, after] = [request.getOldInputs(), request.getNews()].map((one) =>
        JSON.stringify(fromStruct(one)),
      );
      response.setChanges(before === after ? DIFF_NONE : DIFF_SOME);
      return response;
    },
    async configure(request: messages.ConfigureRequest, connection) {
      clients.set(connection, provider.configure(fromStruct(request.getArgs())));
      cancellations.delete(connection);
      const response = new messages.ConfigureResponse();
      response.setSupportspreview(true);
      response.setSupportsAutonamingConfiguration(true);
      response.setAcceptsecrets(false);
      response.setAcceptresources(false);
      response.setAcceptoutputs(false);
      return response;
    },
    async check(request: messages.CheckRequest, connection) {
      const { handler, name } = resource(request.getUrn());
      const { inputs, failures } = await handler.check(client(connection), {
        name,
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
      });
      const response = new messages.CheckResponse();
      response.setInputs(toStruct(inputs));
      response.setFailuresList(
        failures.map(({ property, reason }) => {
          const failure = new messages.CheckFailure();
          failure.setProperty(property);
          failure.setReason(reason);
          return failure;
        }),
      );
      return response;
    },
    async diff(request: messages.DiffRequest) {
      const { handler, name } = resource(request.getUrn());
      const { changes, deleteBeforeReplace } = handler.diff({
        name,
        oldInputs: fromStruct(request.getOldInputs()),
        news: fromStruct(request.getNews()),
      });
      const response = new messages.DiffResponse();
      const paths = Object.keys(changes);
      const { DIFF_NONE, DIFF_SOME } = messages.DiffResponse.DiffChanges;
      response.setChanges(paths.length === 0 ? DIFF_NONE : DIFF_SOME);
      response.setDiffsList([...new Set(paths.map((path) => path.split(/[.[]/)[0]!))]);
      response.setReplacesList(paths.filter((path) => changes[path]!.replaces));
      response.setDeletebeforereplace(deleteBeforeReplace);
      response.setHasdetaileddiff(true);
      for (const [path, { kind, replaces }] of Object.entries(changes)) {
        const detail = new messages.PropertyDiff();
        detail.setKind(diffKinds[kind][replaces ? 1 : 0]);
        detail.setInputdiff(true);
        response.getDetaileddiffMap().set(path, detail);
      }
      return response;
    },
    async create(request: messages.CreateRequest, connection) {
      const { handler } = resource(request.getUrn());
      const inputs = fromStruct(request.getProperties());
      const response = new messages.CreateResponse();
      if (request.getPreview()) {
        response.setProperties(toStruct(handler.preview({ news: inputs })));
        return response;
      }
      const { id, outputs } = await handler.create(
        client(connection),
        inputs,
        limited(signal(connection), request.getTimeout()),
      );
      response.setId(id);
      response.setProperties(toStruct(outputs));
      return response;
    },
    async read(request: messages.ReadRequest, connection) {
      const { handler } = resource(request.getUrn());
      const state = { inputs: fromStruct(request.getInputs()), outputs: fromStruct(request.getProperties()) };
      const read = await handler.read(client(connection), request.getId(), state, signal(connection));
      const response = new messages.ReadResponse();
      response.setId(read?.id ?? "");
      if (read) {
        response.setProperties(toStruct(read.outputs));
        response.setInputs(toStruct(read.inputs));
      }
      return response;
    },
    async update(request: messages.UpdateRequest, connection) {
      const { handler } = resource(request.getUrn());
      const news = fromStruct(request.getNews());
      const response = new messages.UpdateResponse();
      const outputs = request.getPreview()
        ? handler.preview({ news, olds: fromStruct(request.getOlds()) })
        : await handler.update(
            client(connection),
            request.getId(),
            news,
            limited(signal(connection), request.getTimeout()),
          );
      response.setProperties(toStruct(outputs));
      return response;
    },
    async delete(request: messages.DeleteRequest, connection) {
      const { handler } = resource(request.getUrn());
      const inputs = fromStruct(request.getOldInputs() ?? request.getProperties());
      await handler.delete(
        client(connection),
        request.getId(),
        inputs,
        limited(signal(connection), request.getTimeout()),
      );
      return new Empty();
    },
    async invoke(request: messages.InvokeRequest, connection) {
      const call = provider.functions[request.getTok()];
      if (!call) {
        throw notHere("function", request.getTok(), Object.keys(provider.functions));
      }
      const response = new messages.InvokeResponse();
      response.setReturn(
        toStruct(await call(client(connection), fromStruct(request.getArgs()), signal(connection))),
      );
      return response;
    },
    async cancel(_: Empty, connection) {
      cancellations.get(connection)?.abort(new Error("the operation was cancelled"));
      return new Empty();
    },
  };

  return Object.fromEntries(
    Object.entries(handlers).map(([method, handle]) => [
      method,
      (call: grpc.ServerUnaryCall<never, unknown>, callback: grpc.sendUnaryData<unknown>) => {
        handle(call.request, call.getPeer()).then(
          (response) => callback(null, response),
          (error: Error) => {
            if (
              !(error instanceof InitializationError) &&
              error.name !== "AzureCallError" &&
              !error.message
            ) {
              log(`${provider.name} ${method}: ${error.stack ?? String(error)}`);
            }
            const failure = grpcError(error);
            callback(failure, null, failure.metadata);
          },
        );
      },
    ]),
  );
}

/** A signal that also aborts after the resource's custom timeout, in seconds (0: none). */
function limited(signal: AbortSignal, seconds: number): AbortSignal {
  return seconds > 0 ? AbortSignal.any([signal, AbortSignal.timeout(seconds * 1000)]) : signal;
}

function grpcError(error: Error): grpc.ServiceError & { metadata: grpc.Metadata } {
  const metadata = new grpc.Metadata();
  if (error instanceof InitializationError) {
    const detail = new messages.ErrorResourceInitFailed();
    detail.setId(error.id);
    detail.setProperties(toStruct(error.outputs));
    detail.setInputs(toStruct(error.inputs));
    detail.setReasonsList([error.message]);
    const any = new Any();
    any.pack(detail.serializeBinary(), "pulumirpc.ErrorResourceInitFailed");
    const status = new Status();
    status.setCode(grpc.status.UNKNOWN);
    status.setMessage("the resource could not be initialised");
    status.addDetails(any);
    metadata.add("grpc-status-details-bin", Buffer.from(status.serializeBinary()));
  }
  return Object.assign(new Error(error.message), {
    code: grpc.status.UNKNOWN,
    details: error.message,
    metadata,
  });
}
