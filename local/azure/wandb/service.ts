/** Weights & Biases: users, runs, their histories and files. */
import type { Service } from "../service";
import { wandbRoutes } from "./routes";

/** W&B's own host, and the default host of its clients since version 0.31. */
const publicHosts = ["api.wandb.ai", "api.forge.coreweave.com"];

/** Hosts of dedicated servers. Here they are the same server, with the same keys. */
const dedicatedHost = /^[a-z0-9-]+\.wandb\.io$/;

export const wandbService: Service = {
  name: "wandb",
  host: (host) => (publicHosts.includes(host) || dedicatedHost.test(host) ? {} : undefined),
  errorBody: ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }),
  routes: wandbRoutes,
};
