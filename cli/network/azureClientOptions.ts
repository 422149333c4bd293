/** How the clients of the Azure SDK send their requests. */
import { createDefaultHttpClient } from "@azure/core-rest-pipeline";
import type { HttpClient } from "@azure/core-rest-pipeline";
import { send } from "./send";
import { isOnThisMachine, refuseOtherOrigin, RequestRefused, services } from "./service";
import type { Service } from "./service";

const requestTimeoutMs = 60_000;

/** Options of any client: one way to send, and none of the client's own ways to send again. */
export interface AzureClientOptions {
  httpClient: HttpClient;
  retryOptions: { maxRetries: 0 };
  redirectOptions: { maxRetries: 0 };
}

let defaultClient: HttpClient | undefined;

/** Options of a client whose requests have a token: all of them go to the host of its first request. */
export function azureClientOptions(service: Service): AzureClientOptions {
  let origin: string | undefined;
  return sendingOptions(service, (url) => refuseOtherOrigin(url, (origin ??= url.origin), service));
}

/**
 * Options of a credential, which sends requests to several hosts.
 * @param onRefused Receives a refusal, which a credential replaces by an error of its own.
 */
export const credentialOptions = (onRefused: (refusal: RequestRefused) => void): AzureClientOptions =>
  sendingOptions(services.signIn, () => undefined, onRefused);

const sendingOptions = (
  service: Service,
  checkOrigin: (url: URL) => void,
  onRefused: (refusal: RequestRefused) => void = () => undefined,
): AzureClientOptions => ({
  httpClient: {
    async sendRequest(request) {
      const client = (defaultClient ??= createDefaultHttpClient());
      // Without a timeout, the client waits as long as the service does not respond.
      request.timeout ||= requestTimeoutMs;
      const url = new URL(request.url);
      checkOrigin(url);
      if (isOnThisMachine(url)) {
        // A proxy, which the variables may specify for all hosts, would receive what is sent unencrypted to this machine.
        request.agent = undefined;
        request.proxySettings = undefined;
      }
      try {
        return await send({
          service,
          url,
          signal: request.abortSignal as AbortSignal | undefined,
          attempt: () => client.sendRequest(request),
        });
      } catch (error) {
        if (error instanceof RequestRefused) {
          onRefused(error);
        }
        throw error;
      }
    },
  },
  retryOptions: { maxRetries: 0 },
  redirectOptions: { maxRetries: 0 },
});
