/** The methods of Pulumi's provider protocol, for one package. */
import { Empty } from "google-protobuf/google/protobuf/empty_pb";
import { PluginInfo } from "@pulumi/pulumi/proto/plugin_pb";
import type { PluginAttach } from "@pulumi/pulumi/proto/plugin_pb";
import * as messages from "@pulumi/pulumi/proto/provider_pb";
import { Connections } from "./connections";
import { EngineLogs } from "./engineLogs";
import type { Autonaming, ProviderPackage, ResourceHandler } from "./provider";
import {
  checkResponse,
  configDiffResponse,
  configureResponse,
  createResponse,
  diffResponse,
  invokeResponse,
  readResponse,
  updateResponse,
} from "./responses";
import { fromStruct, parseUrn } from "./values";

/** A method: the request, and the connection that it came by. */
export type Method = (request: never, connection: string) => Promise<unknown>;

export function providerMethods<Client>(provider: ProviderPackage<Client>): Record<string, Method> {
  const connections = new Connections(provider);
  const logs = new EngineLogs();
  const find = (urn: string) => resourceOf(provider, urn);

  return {
    async getPluginInfo(_: Empty) {
      const response = new PluginInfo();
      response.setVersion(provider.version);
      return response;
    },

    async attach(request: PluginAttach, connection) {
      logs.attach(connection, request.getAddress());
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
      const [before, after] = [request.getOldInputs(), request.getNews()].map((config) =>
        JSON.stringify(fromStruct(config)),
      );
      return configDiffResponse(before !== after);
    },

    async configure(request: messages.ConfigureRequest, connection) {
      connections.configure(connection, fromStruct(request.getArgs()));
      return configureResponse();
    },

    async check(request: messages.CheckRequest, connection) {
      const { handler, name } = find(request.getUrn());
      const { inputs, failures } = await handler.check(connections.client(connection), {
        name,
        olds: fromStruct(request.getOlds()),
        news: fromStruct(request.getNews()),
        randomSeed: request.getRandomseed_asU8(),
        autonaming: autonamingOf(request),
        warn: logs.warnings(connection, request.getUrn()),
      });
      return checkResponse(inputs, failures);
    },

    async diff(request: messages.DiffRequest) {
      const { handler, name } = find(request.getUrn());
      return diffResponse(
        handler.diff({
          name,
          oldInputs: fromStruct(request.getOldInputs()),
          olds: fromStruct(request.getOlds()),
          news: fromStruct(request.getNews()),
        }),
      );
    },

    async create(request: messages.CreateRequest, connection) {
      const { handler } = find(request.getUrn());
      const inputs = fromStruct(request.getProperties());
      if (request.getPreview()) {
        return createResponse(handler.preview({ news: inputs }));
      }
      const signal = connections.signal(connection, request.getTimeout());
      const warn = logs.warnings(connection, request.getUrn());
      const client = connections.client(connection);
      const { id, outputs } = await handler.create(client, inputs, signal, { oldInputs: {}, warn });
      return createResponse(outputs, id);
    },

    async read(request: messages.ReadRequest, connection) {
      const { handler } = find(request.getUrn());
      const state = { inputs: fromStruct(request.getInputs()), outputs: fromStruct(request.getProperties()) };
      const client = connections.client(connection);
      return readResponse(await handler.read(client, request.getId(), state, connections.signal(connection)));
    },

    async update(request: messages.UpdateRequest, connection) {
      const { handler } = find(request.getUrn());
      const news = fromStruct(request.getNews());
      if (request.getPreview()) {
        return updateResponse(handler.preview({ news, olds: fromStruct(request.getOlds()) }));
      }
      const client = connections.client(connection);
      const signal = connections.signal(connection, request.getTimeout());
      const context = {
        oldInputs: fromStruct(request.getOldInputs()),
        warn: logs.warnings(connection, request.getUrn()),
      };
      return updateResponse(await handler.update(client, request.getId(), news, signal, context));
    },

    async delete(request: messages.DeleteRequest, connection) {
      const { handler } = find(request.getUrn());
      const inputs = fromStruct(request.getOldInputs() ?? request.getProperties());
      const client = connections.client(connection);
      await handler.delete(
        client,
        request.getId(),
        inputs,
        connections.signal(connection, request.getTimeout()),
      );
      return new Empty();
    },

    async invoke(request: messages.InvokeRequest, connection) {
      const call = functionOf(provider, request.getTok());
      const client = connections.client(connection);
      return invokeResponse(
        await call(client, fromStruct(request.getArgs()), connections.signal(connection)),
      );
    },

    async cancel(_: Empty, connection) {
      connections.cancel(connection);
      return new Empty();
    },
  } satisfies Record<string, Method>;
}

function resourceOf<Client>(
  provider: ProviderPackage<Client>,
  urn: string,
): { handler: ResourceHandler<Client>; name: string } {
  const { type, name } = parseUrn(urn);
  const handler = provider.resources[type];
  if (!handler) {
    throw unsupported(provider.name, "resource type", type, Object.keys(provider.resources));
  }
  return { handler, name };
}

const { AutonamingOptions } = messages.CheckRequest;

function autonamingOf(request: messages.CheckRequest): Autonaming | undefined {
  const options = request.getAutonaming();
  return options && { mode: autonamingModes[options.getMode()], proposedName: options.getProposedName() };
}

const autonamingModes = {
  [AutonamingOptions.Mode.PROPOSE]: "propose",
  [AutonamingOptions.Mode.ENFORCE]: "enforce",
  [AutonamingOptions.Mode.DISABLE]: "disable",
} as const;

function functionOf<Client>(provider: ProviderPackage<Client>, token: string) {
  const call = provider.functions[token];
  if (!call) {
    throw unsupported(provider.name, "function", token, Object.keys(provider.functions));
  }
  return call;
}

const unsupported = (provider: string, kind: string, token: string, supported: string[]) =>
  new Error(
    `The emulated ${provider} provider does not support the ${kind} ${token}. ` +
      `Use one of ${supported.join(", ")}, or the official provider on Azure.`,
  );
