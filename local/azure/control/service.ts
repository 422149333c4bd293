import type { Service } from "../service";
import { controlRoutes } from "./routes";

/** Control of the local Azure. It is no service of Azure: it has no host, and serves the proxy's own URL alone. */
export const controlService: Service = {
  name: "control",
  host: () => undefined,
  errorBody: ({ code, message }) => ({ error: { code, message } }),
  // A fault for every service must not stop the request that removes it.
  acceptsFaults: false,
  routes: controlRoutes,
};
