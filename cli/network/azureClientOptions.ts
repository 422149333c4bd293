/** How the clients of the Azure SDK send their requests. */
import { createHttpHeaders, RestError } from "@azure/core-rest-pipeline";
import type { HttpClient, PipelineRequest, PipelineResponse } from "@azure/core-rest-pipeline";
import { causesOf, UserError } from "../errors";
import { failureForNow, isFailureForNow } from "./failure";
import { request } from "./request";
import type { RequestSettings } from "./request";
import { isLinkLocal, refuseOtherOrigin, services } from "./service";
import type { Service } from "./service";

/** Options of any client: one way to send, and none of the client's own ways to send again. */
export interface AzureClientOptions {
  httpClient: HttpClient;
  retryOptions: { maxRetries: 0 };
  redirectOptions: { maxRetries: 0 };
}

/** Options of a client whose requests have a token: all of them go to the host of its first request. */
export function azureClientOptions(service: Service): AzureClientOptions {
  let origin: string | undefined;
  return sendingOptions(service, (url) => refuseOtherOrigin(url, (origin ??= url.origin), service));
}

/**
 * Options of a credential, which sends requests to several hosts.
 * @param onFailure Receives a request's failure, which a credential replaces by an error of its own.
 */
export const credentialOptions = (onFailure: (failure: UserError) => void): AzureClientOptions =>
  sendingOptions(services.signIn, () => undefined, onFailure);

const sendingOptions = (
  service: Service,
  checkOrigin: (url: URL) => void,
  onFailure: (failure: UserError) => void = () => undefined,
): AzureClientOptions => ({
  httpClient: {
    async sendRequest(sent) {
      const url = new URL(sent.url);
      checkOrigin(url);
      try {
        const response = await request(service, url, settingsOf(sent));
        if (isFailureForNow(response.status)) {
          onFailure(failureForNow(service, url, response.status));
        }
        return await toPipelineResponse(sent, response);
      } catch (error) {
        if (isLinkLocal(url)) {
          // Most machines have no identity. A credential tells so by the code.
          const root: NodeJS.ErrnoException | undefined = causesOf(error).at(-1);
          throw new RestError(root?.message ?? String(error), { code: root?.code, request: sent });
        }
        if (error instanceof UserError) {
          onFailure(error);
        }
        throw error;
      }
    },
  },
  retryOptions: { maxRetries: 0 },
  redirectOptions: { maxRetries: 0 },
});

/** Every body that these clients send is a text. */
const settingsOf = ({ method, headers, body, abortSignal, timeout }: PipelineRequest): RequestSettings => ({
  method,
  headers: headers.toJSON({ preserveCase: true }),
  body: (body ?? null) as string | null,
  signal: (abortSignal as AbortSignal | undefined) ?? null,
  ...(timeout > 0 ? { timeoutMs: timeout } : {}),
});

async function toPipelineResponse(sent: PipelineRequest, response: Response): Promise<PipelineResponse> {
  return {
    request: sent,
    status: response.status,
    headers: createHttpHeaders(Object.fromEntries(response.headers)),
    bodyAsText: await response.text(),
  };
}
