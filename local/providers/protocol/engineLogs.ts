import * as grpc from "@grpc/grpc-js";
import { EngineClient } from "@pulumi/pulumi/proto/engine_grpc_pb";
import * as messages from "@pulumi/pulumi/proto/engine_pb";
import type { Warn } from "./provider";

/** The engines that are attached, by connection: a provider shows its warnings through its engine. */
export class EngineLogs {
  private readonly engines = new Map<string, EngineClient>();

  attach(connection: string, address: string): void {
    this.engines.get(connection)?.close();
    this.engines.set(connection, new EngineClient(address, grpc.credentials.createInsecure()));
  }

  /** Returns a function that shows warnings beside a resource. What cannot be shown is no reason to fail. */
  warnings(connection: string, urn: string): Warn {
    return (message) => {
      const request = new messages.LogRequest();
      request.setSeverity(messages.LogSeverity.WARNING);
      request.setMessage(message);
      request.setUrn(urn);
      this.engines.get(connection)?.log(request, () => undefined);
    };
  }
}
