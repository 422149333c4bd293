import type { ProviderPackage } from "./provider";
import type { Properties } from "./values";

/**
 * The clients of a package, by the connection that configured each. An attached provider serves every provider resource of a
 * program at once; each has a connection of its own, and nothing else tells their requests apart.
 */
export class Connections<Client> {
  private readonly clients = new Map<string, Client>();
  private readonly cancellations = new Map<string, AbortController>();

  constructor(private readonly provider: ProviderPackage<Client>) {}

  configure(connection: string, config: Properties): void {
    this.clients.set(connection, this.provider.configure(config));
    this.cancellations.delete(connection);
  }

  /** The connection's client; one without configuration where nothing was configured. */
  client(connection: string): Client {
    return this.clients.get(connection) ?? this.provider.configure({});
  }

  /**
   * Returns a signal that aborts when the engine cancels, or after a resource's custom timeout.
   * @param timeoutSeconds 0: no timeout.
   */
  signal(connection: string, timeoutSeconds = 0): AbortSignal {
    const controller = this.cancellations.get(connection) ?? new AbortController();
    this.cancellations.set(connection, controller);
    return timeoutSeconds > 0
      ? AbortSignal.any([controller.signal, AbortSignal.timeout(timeoutSeconds * 1000)])
      : controller.signal;
  }

  cancel(connection: string): void {
    this.cancellations.get(connection)?.abort(new Error("the operation was cancelled"));
  }
}
