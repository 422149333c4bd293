/** Weights & Biases: users, runs, their histories and files. */
import type { Service } from "../service";
import { wandbRoutes } from "./routes";

/** W&B's own host, and the default host of its clients since version 0.31. */
const hosts = ["api.wandb.ai", "api.forge.coreweave.com"];

export const wandbService: Service = {
  name: "wandb",
  host: (host) => (hosts.includes(host) ? {} : undefined),
  errorBody: ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }),
  routes: wandbRoutes,
};
