/** The services that receive requests with credentials. */
import { UserError } from "../errors";

export interface Service {
  name: string;
  /** What determines where requests go: what to check if they go to the wrong place. */
  setting: string;
}

export const services = {
  openAi: {
    name: "Azure OpenAI",
    setting: "the endpoint (--endpoint, AZURE_OPENAI_ENDPOINT or the stack's)",
  },
  azure: { name: "Azure", setting: "the network and the proxy (HTTPS_PROXY)" },
  signIn: {
    name: "The sign-in endpoint",
    setting: "AZURE_AUTHORITY_HOST, IDENTITY_ENDPOINT and the proxy (HTTPS_PROXY)",
  },
  pipeline: {
    name: "The pipeline's token endpoint",
    setting: "ARM_OIDC_REQUEST_URL or ACTIONS_ID_TOKEN_REQUEST_URL",
  },
  graph: { name: "Microsoft Graph", setting: "the network and the proxy (HTTPS_PROXY)" },
  wandb: { name: "W&B", setting: "WANDB_BASE_URL" },
} as const satisfies Record<string, Service>;

/** A request that was not sent, not sent on, or not repeated. Another attempt ends as this one did. */
export class RequestRefused extends UserError {}

const loopback = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/i;

/** Where a machine finds the token endpoint of its managed identity. Packets to it do not leave the machine's host. */
const linkLocal = /^169\.254(\.\d{1,3}){2}$/;

export const isLinkLocal = ({ hostname }: URL): boolean => linkLocal.test(hostname);

/** Tells whether requests to a URL stay on this machine. */
export const isOnThisMachine = ({ hostname }: URL): boolean => loopback.test(hostname);

/**
 * Credentials are sent encrypted, or not beyond this machine.
 * @throws RequestRefused
 */
export function requireSecureUrl(url: string | URL, { name, setting }: Service): URL {
  const secure = new URL(url);
  const { protocol, host, username, password } = secure;
  const staysHere = isOnThisMachine(secure) || isLinkLocal(secure);
  if (protocol !== "https:" && !(protocol === "http:" && staysHere)) {
    throw new RequestRefused(
      `${name} at ${protocol}//${host} would receive credentials unencrypted. Specify a URL that starts with https:// as ${setting}.`,
    );
  }
  if (username || password) {
    throw new RequestRefused(
      `The URL of ${name} (${host}) contains a user name or a password. Remove them from ${setting}.`,
    );
  }
  return secure;
}

/**
 * URLs in responses, such as that of a list's next page, receive credentials like a redirect's.
 * @throws RequestRefused unless a URL has the origin to which the credentials belong.
 */
export function refuseOtherOrigin(url: URL, origin: string, { name, setting }: Service): void {
  if (url.origin !== origin) {
    throw new RequestRefused(
      `${name}: a response of ${origin} leads to ${url.origin}. It is not followed, since your credentials would go there. Check ${setting}.`,
    );
  }
}

const redirectStatuses = { min: 300, max: 399 };

/**
 * A redirect would have the credentials sent to another place, which the response chooses.
 * @throws RequestRefused
 */
export function refuseRedirect(
  url: URL,
  { status, headers }: { status: number; headers: { get(name: string): string | null | undefined } },
  { name, setting }: Service,
): void {
  const location = headers.get("location");
  if (status < redirectStatuses.min || status > redirectStatuses.max || !location) {
    return;
  }
  const target = URL.canParse(location, url.href) ? new URL(location, url).origin : "an invalid URL";
  throw new RequestRefused(
    `${name}: ${url.host} redirects to ${target} (${status}). Redirects are not followed, since your credentials would go there. Check ${setting}.`,
  );
}
