/** W&B's pages: of a run only, at the URL that commands print. */
import { openRoute } from "../service";
import type { Service } from "../service";
import { getRunPage } from "./handlers/runPage";

/** wandb.ai, whose pages redirect to CoreWeave Forge since September 2026. Here they do not. */
const pageHosts = ["wandb.ai", "forge.coreweave.com"];

const page = { method: "GET", apiVersions: [], query: "any", handle: getRunPage } as const;

export const wandbPagesService: Service = {
  name: "wandbPages",
  host: (host) => (pageHosts.includes(host) ? {} : undefined),
  errorHeaders: ({ status }) => ({
    "content-type": "text/plain; charset=utf-8",
    // The user name does not count: the password is the API key.
    ...(status === 401 ? { "www-authenticate": 'Basic realm="W&B API key", charset="UTF-8"' } : {}),
  }),
  errorBody: ({ message }) => `${message}\n`,
  routes: [
    openRoute({ ...page, path: "/{entity}/{project}/runs/{run}" }),
    openRoute({ ...page, path: "/wandb/{entity}/{project}/runs/{run}" }),
  ],
};
