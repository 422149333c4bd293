/**
 * The names in the configuration of the pack. Pulumi refuses wrong values of settings and ignores names that do not exist, so that a
 * mistyped policy would not be enforced. Its SDK has no place to check names: this checks them where the engine sends the
 * configuration, in the service that the SDK adds to its server.
 */
import { createRequire } from "node:module";
import type * as Grpc from "@grpc/grpc-js";
import type { ConfigureAnalyzerRequest } from "@pulumi/pulumi/proto/analyzer_pb";
import { policies } from "./policies/table";
import { referenceUrl } from "./referenceUrl";

/** Names of settings by policy. */
export type ConfiguredNames = Readonly<Record<string, readonly string[]>>;

/** Returns what is wrong with the names in a configuration; all of it. */
export function problemsOfNames(configured: ConfiguredNames): string[] {
  const settings = new Map(policies.map((policy) => [policy.name, Object.keys(policy.settings)]));
  // The engine sends them in any order.
  const sorted = Object.entries(configured).sort(([one], [other]) => (one < other ? -1 : 1));
  return sorted.flatMap(([name, given]) => {
    const known = settings.get(name);
    if (!known) {
      // `all` is the level of every policy.
      return name === "all" ? [] : [`There is no policy "${name}": see ${referenceUrl}.`];
    }
    const has = known.length > 0 ? `It has ${known.join(", ")}` : "It has none besides its level";
    return given
      .filter((setting) => !known.includes(setting))
      .map((setting) => `The policy "${name}" has no setting "${setting}". ${has}.`);
  });
}

const namesIn = (request: ConfigureAnalyzerRequest): ConfiguredNames =>
  Object.fromEntries(
    request
      .getPolicyconfigMap()
      .toArray()
      .map(([name]) => {
        const properties = request.getPolicyconfigMap().get(name)?.getProperties()?.toJavaScript();
        return [name, Object.keys(properties ?? {})];
      }),
  );

type Configure = Grpc.handleUnaryCall<ConfigureAnalyzerRequest, unknown>;

/** From here on, a server with the SDK's service refuses a configuration with wrong names. */
export function refuseWrongNames(): void {
  const { Server, status } = createRequire(require.resolve("@pulumi/policy"))("@grpc/grpc-js") as typeof Grpc;
  const checked =
    (configure: Configure): Configure =>
    (call, callback) => {
      const problems = problemsOfNames(namesIn(call.request));
      if (problems.length === 0) {
        configure(call, callback);
      } else {
        callback({ code: status.INVALID_ARGUMENT, details: `Wrong configuration: ${problems.join(" ")}` });
      }
    };
  const { addService } = Server.prototype;
  Server.prototype.addService = function (service, implementation) {
    const { configure } = implementation as { configure?: Configure };
    addService.call(
      this,
      service,
      configure ? { ...implementation, configure: checked(configure) } : implementation,
    );
  };
}
