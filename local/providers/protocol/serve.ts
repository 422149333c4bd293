/** Serves a package over Pulumi's provider protocol (gRPC), for the engine to attach to. */
import * as grpc from "@grpc/grpc-js";
import { ResourceProviderService } from "@pulumi/pulumi/proto/provider_grpc_pb";
import { providerMethods } from "./methods";
import type { Method } from "./methods";
import type { ProviderPackage } from "./provider";
import { errorResponse } from "./responses";

/** A package that is being served. */
export interface ServedProvider {
  /** Name of the package. */
  name: string;
  port: number;
  close(): Promise<void>;
}

/** The engine's own limit, in bytes. */
const maxMessageSize = 400 * 1024 * 1024;

export async function serveProvider<Client>(
  provider: ProviderPackage<Client>,
  log: (line: string) => void,
): Promise<ServedProvider> {
  const server = new grpc.Server({ "grpc.max_receive_message_length": maxMessageSize });
  const methods = Object.entries(providerMethods(provider)).map(([name, method]) => [
    name,
    unaryCall(method, (error) => log(`${provider.name} ${name}: ${error.stack ?? String(error)}`)),
  ]);
  server.addService(
    ResourceProviderService as unknown as grpc.ServiceDefinition,
    Object.fromEntries(methods) as grpc.UntypedServiceImplementation,
  );
  const port = await new Promise<number>((resolve, reject) =>
    server.bindAsync("127.0.0.1:0", grpc.ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    ),
  );
  return {
    name: provider.name,
    port,
    close: async () => server.forceShutdown(),
  };
}

/** @param logUnexplained Receives errors without a message, of which the engine would show nothing. */
const unaryCall =
  (method: Method, logUnexplained: (error: Error) => void) =>
  (call: grpc.ServerUnaryCall<never, unknown>, callback: grpc.sendUnaryData<unknown>): void => {
    method(call.request, call.getPeer()).then(
      (response) => callback(null, response),
      (error: Error) => {
        if (error.message === "") {
          logUnexplained(error);
        }
        const response = errorResponse(error);
        callback(response, null, response.metadata);
      },
    );
  };
