/** Microsoft Graph: users, groups and service principals. */
import { randomUUID } from "node:crypto";
import type { Service } from "../service";
import { graphRoutes } from "./routes";

export const graphService: Service = {
  name: "graph",
  host: (host) => (host === "graph.microsoft.com" ? {} : undefined),
  audiences: [
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "00000003-0000-0000-c000-000000000000",
  ],
  errorBody: ({ code, message }) => ({
    error: {
      code,
      message,
      innerError: { date: new Date().toISOString().slice(0, 19), "request-id": randomUUID() },
    },
  }),
  routes: graphRoutes,
};
