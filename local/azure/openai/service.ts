/** The data plane of Azure OpenAI: files and fine-tuning, on the paths with an api-version and on `/openai/v1`. */
import { findAccountBySubdomain } from "../arm/cognitiveservices/model/accounts";
import type { Service } from "../service";
import { authenticate } from "./access/authenticate";
import { openAiRoutes } from "./routes";
import { ownValue } from "../ownValue";

/** This service's codes for errors of the dispatcher. */
const errorCodes: Record<string, string> = {
  InvalidRequestContent: "invalidPayload",
  MissingApiVersionParameter: "404",
  AuthenticationFailed: "401",
  InvalidAuthenticationToken: "401",
  InvalidAuthenticationTokenAudience: "401",
  ExpiredAuthenticationToken: "401",
};

export const openAiService: Service = {
  name: "openai",
  host(host, platform) {
    const [, subdomain] = /^([a-z0-9-]+)\.openai\.azure\.com$/.exec(host) ?? [];
    // The name of an account that does not exist does not resolve.
    return subdomain !== undefined && findAccountBySubdomain(platform, subdomain) ? { subdomain } : undefined;
  },
  authenticate,
  // A training file of 512 MB, and the multipart form around it.
  maxBodySize: 513 * 1024 * 1024,
  errorBody: ({ code, message, more }) => ({
    error: {
      code: ownValue(errorCodes, code) ?? code,
      message,
      ...(more.target ? { target: more.target } : {}),
    },
  }),
  routes: openAiRoutes,
};
