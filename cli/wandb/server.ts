/** Which W&B server the CLI uses, and where its pages are: as W&B's Python client 0.31 determines both. */
import { readWandbSettings } from "./settingsFile";

/** A host of W&B's public server, which is part of CoreWeave Forge since September 2026. */
interface PublicHost {
  api: string;
  /** URL of its pages. */
  app: string;
}

/** Both are the same server, with the same API keys. Pages of wandb.ai redirect to those of CoreWeave Forge. */
const publicHosts: readonly PublicHost[] = [
  { api: "api.wandb.ai", app: "https://wandb.ai" },
  { api: "api.forge.coreweave.com", app: "https://forge.coreweave.com/wandb" },
];

/** Host names of W&B's public API. Which of them Azure calls is not published. */
export const publicApiHosts: readonly string[] = publicHosts.map(({ api }) => api);

/** A host of W&B's pages, below which its API is a path. */
const forgeHost = "forge.coreweave.com";
const forgeApiPath = /^\/api\/wandb\/?$/;

const withoutSlash = (url: string) => url.replace(/\/+$/, "");

/** Returns the URL of the API: W&B's public server, or the one that WANDB_BASE_URL or W&B's settings file specifies. */
export function baseUrl(environment?: NodeJS.ProcessEnv): string {
  const specified = environment
    ? environment.WANDB_BASE_URL?.trim()
    : process.env.WANDB_BASE_URL?.trim() || readWandbSettings().base_url;
  const url = withoutSlash(specified || `https://${publicApiHosts[0]}`);
  return isForgeProxy(url) ? `https://api.${forgeHost}` : url;
}

function isForgeProxy(url: string): boolean {
  const { protocol, host, pathname } = URL.canParse(url) ? new URL(url) : ({} as Partial<URL>);
  return protocol === "https:" && host === forgeHost && forgeApiPath.test(pathname ?? "");
}

/** Returns the host of the API, with its port if it has one. */
export const apiHost = (environment?: NodeJS.ProcessEnv): string => new URL(baseUrl(environment)).host;

/** Tells whether the API is that of W&B's public server, the only one to which Azure logs. */
export const isPublicServer = (environment?: NodeJS.ProcessEnv): boolean =>
  publicApiHosts.includes(apiHost(environment));

/** Returns the URL of the API of W&B's public server, to which Azure logs whatever WANDB_BASE_URL specifies. */
export const publicBaseUrl = (environment?: NodeJS.ProcessEnv): string =>
  isPublicServer(environment) ? baseUrl(environment) : baseUrl({});

/** Returns the URL of the server's pages: WANDB_APP_URL, or the one that follows from the API's. */
export function appUrl(environment?: NodeJS.ProcessEnv): string {
  const specified = (environment ?? process.env).WANDB_APP_URL?.trim();
  if (specified) {
    return withoutSlash(specified);
  }
  const base = baseUrl(environment);
  const known = publicHosts.find(({ api }) => api === new URL(base).host);
  if (known) {
    return known.app;
  }
  // A cloud of W&B has its API at `api.`; a dedicated or self-managed server has everything at one URL.
  return base.replace("://api.wandb.", "://wandb.").replace("://api.", "://app.");
}

/** Returns what a server that is not W&B's public one means for Azure, and what to do. */
export const otherServer = (environment?: NodeJS.ProcessEnv): [problem: string, remedy: string] => [
  `${apiHost(environment)}, which WANDB_BASE_URL or W&B's settings file specifies, is not W&B's public server. Azure cannot log there`,
  "log jobs to it with npx azure-openai-wandb sync JOB, or set WANDB_BASE_URL to https://api.wandb.ai",
];

/** Where a user copies an API key. The pages of the public server have moved. */
export const apiKeyPage = (environment?: NodeJS.ProcessEnv): string =>
  isPublicServer(environment)
    ? `https://wandb.ai/authorize (or https://${forgeHost}/settings)`
    : `${appUrl(environment)}/authorize`;

/** Returns what is wrong with WANDB_BASE_URL beside its form: it can be the URL of W&B's pages. */
export function baseUrlProblem(url: string): string | undefined {
  if (!URL.canParse(url) || isForgeProxy(url)) {
    return undefined;
  }
  const { hostname } = new URL(url);
  const isPage = hostname === forgeHost || /^((www|app)\.)?wandb\.ai$/.test(hostname);
  return isPage
    ? `is a URL of W&B's pages. Set it to the URL of the API, https://${publicApiHosts.join(" or https://")}, or unset it.`
    : undefined;
}
