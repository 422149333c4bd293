/**
 * Microsoft Entra: discovery, signing keys, and tokens for applications (secret, certificate, federated identity credential)
 * and users (password).
 */
import { randomUUID } from "node:crypto";
import type { Service } from "../service";
import { hosts } from "./hosts";
import { entraRoutes } from "./routes";

/** Entra's code for errors that have none of their own in the message. */
const unknownError = 900000;

export const entraService: Service = {
  name: "entra",
  host: (host) => (hosts.includes(host) ? {} : undefined),
  errorBody: ({ code, message }, { tenantId }) => ({
    error: code,
    error_description: `${message} Trace ID: ${randomUUID()} Timestamp: ${new Date().toISOString()}`,
    error_codes: [Number(/AADSTS(\d+)/.exec(message)?.[1] ?? unknownError)],
    timestamp: new Date().toISOString(),
    tenant: tenantId,
  }),
  routes: entraRoutes,
};
