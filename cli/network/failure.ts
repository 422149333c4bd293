/**
 * Why no service has responded: what the operating system, TLS, a proxy or a network reports, as one cause with what to do. The codes
 * are Node's (https://nodejs.org/api/errors.html, https://nodejs.org/api/tls.html#x509-certificate-error-codes) and undici's.
 */
import { causesOf, UserError } from "../errors";
import { proxyFor } from "./proxy";
import type { Proxy } from "./proxy";
import { UnreadableResponse } from "./readable";
import { statusPageOf } from "./serviceErrors";
import type { Service } from "./service";
import { services } from "./service";

export type FailureKind =
  | "proxyAuthentication"
  | "proxyRefusal"
  | "proxyUnreachable"
  | "certificate"
  | "certificateDate"
  | "certificateHost"
  | "tls"
  | "dns"
  | "refused"
  | "noRoute"
  | "timeout"
  | "reset"
  | "unreadable"
  | "serviceDown"
  | "unknown";

/** A request that got no response of the service, with its cause and what to do. */
export class NetworkFailure extends UserError {
  constructor(
    message: string,
    readonly kind: FailureKind,
    /** Whether the next attempt may succeed. */
    readonly mayPass: boolean,
    /** Whether the service may have received the request. */
    readonly mayBeProcessed: boolean,
  ) {
    super(message);
  }
}

/** Where a request went. */
interface Destination {
  service: Service;
  url: URL;
  proxy: Proxy | undefined;
}

interface Failure extends Destination {
  codes: readonly string[];
  /** The messages of the error and of its causes. */
  text: string;
  /** What a proxy returned to a request for a connection. */
  proxyStatus: number | undefined;
}

interface Cause {
  kind: FailureKind;
  matches: (failure: Failure) => boolean;
  remedy: (failure: Failure) => string;
  /** Replaces the code in the message. */
  detail?: (failure: Failure) => string;
  mayPass?: true;
  mayBeProcessed?: true;
}

const hasCode =
  (codes: RegExp) =>
  (failure: Pick<Failure, "codes">): boolean =>
    failure.codes.some((code) => codes.test(code));

const noConnection =
  /^(ECONNREFUSED|ENOTFOUND|EAI_\w+|ENODATA|ENETUNREACH|EHOSTUNREACH|ETIMEDOUT|UND_ERR_CONNECT_TIMEOUT)$/;

const proxyAuthenticationRequired = 407;
const tooManyRequests = 429;

/** The first row that matches applies. */
export const failureCauses: readonly Cause[] = [
  {
    kind: "proxyAuthentication",
    matches: ({ proxyStatus }) => proxyStatus === proxyAuthenticationRequired,
    detail: () => "407 Proxy Authentication Required",
    remedy: ({ proxy, url }) =>
      `The proxy ${nameOf(proxy)} requires a user name and a password. Set ${proxy?.variable ?? "HTTPS_PROXY"} to http://USER:PASSWORD@${proxy?.host ?? "HOST:PORT"}, or list ${url.hostname} in NO_PROXY if it needs no proxy.`,
  },
  {
    kind: "proxyRefusal",
    matches: ({ proxyStatus }) => proxyStatus !== undefined && proxyStatus < 500,
    detail: ({ proxyStatus }) => `the proxy returned ${proxyStatus}`,
    remedy: ({ proxy, url }) =>
      `The proxy ${nameOf(proxy)} does not allow connections to ${url.hostname}. Have it allowed, or list ${url.hostname} in NO_PROXY if it needs no proxy.`,
  },
  {
    kind: "proxyRefusal",
    matches: ({ proxyStatus }) => proxyStatus !== undefined,
    detail: ({ proxyStatus }) => `the proxy returned ${proxyStatus}`,
    remedy: ({ proxy, url, service }) =>
      `The proxy ${nameOf(proxy)} finds no way to ${url.hostname}. Check ${service.setting}${whereItMayBe(url)}`,
    mayPass: true,
  },
  {
    kind: "proxyUnreachable",
    matches: (failure) => failure.proxy !== undefined && hasCode(noConnection)(failure),
    remedy: ({ proxy, url }) =>
      `The proxy ${nameOf(proxy)} does not respond. Check ${proxy?.variable ?? "HTTPS_PROXY"} and the network, or list ${url.hostname} in NO_PROXY if it needs no proxy.`,
    mayPass: true,
  },
  {
    kind: "certificateDate",
    matches: hasCode(/^CERT_(HAS_EXPIRED|NOT_YET_VALID)$/),
    remedy: ({ url }) =>
      `The certificate of ${url.hostname} is not valid at this machine's time, ${new Date().toISOString()}. Correct the clock if that is wrong; otherwise ask who runs the server, or the proxy, to renew the certificate.`,
  },
  {
    kind: "certificateHost",
    matches: hasCode(/^(ERR_TLS_CERT_ALTNAME_INVALID|UND_ERR_PRX_TLS)$/),
    remedy: ({ url, service }) =>
      `The certificate is for another host than ${url.hostname}: the URL is wrong, or a proxy or a network answers in its place. Check ${service.setting}.`,
  },
  {
    kind: "certificate",
    matches: hasCode(
      /^(SELF_SIGNED_CERT_IN_CHAIN|DEPTH_ZERO_SELF_SIGNED_CERT|UNABLE_TO_(VERIFY_LEAF_SIGNATURE|GET_ISSUER_CERT(_LOCALLY)?)|CERT_(UNTRUSTED|REJECTED|REVOKED|SIGNATURE_FAILURE|CHAIN_TOO_LONG)|INVALID_CA|INVALID_PURPOSE|UNABLE_TO_DECRYPT_CERT_SIGNATURE)$/,
    ),
    remedy: ({ url }) =>
      `Node.js does not trust the authority that signed the certificate of ${url.hostname}, as behind a company's proxy that inspects traffic. ${extraCertificates()}`,
  },
  {
    kind: "tls",
    matches: hasCode(/^(ERR_SSL_\w+|ERR_TLS_\w+|EPROTO)$/),
    remedy: ({ proxy, service }) =>
      `The other end does not speak TLS as expected. Check ${service.setting}${proxy ? `, and whether ${proxy.variable} starts with http:// or https:// as the proxy requires` : ""}.`,
  },
  {
    kind: "dns",
    matches: hasCode(/^(EAI_AGAIN|EAI_FAIL)$/),
    remedy: ({ url }) =>
      `The DNS server does not respond to the question for ${url.hostname}. Check the network, the VPN and the DNS settings of this machine.`,
    mayPass: true,
  },
  {
    kind: "dns",
    matches: hasCode(/^(ENOTFOUND|ENODATA|EAI_\w+)$/),
    remedy: ({ url, service }) =>
      `DNS has no host ${url.hostname}. Check ${service.setting}${whereItMayBe(url)}`,
    mayPass: true,
  },
  {
    kind: "refused",
    matches: hasCode(/^ECONNREFUSED$/),
    remedy: ({ url, service }) =>
      `Nothing accepts connections at ${url.host}. Check ${service.setting}, and whether this network needs a proxy (HTTPS_PROXY).`,
    mayPass: true,
  },
  {
    kind: "noRoute",
    matches: hasCode(/^(ENETUNREACH|EHOSTUNREACH|ENETDOWN|EADDRNOTAVAIL|EHOSTDOWN)$/),
    remedy: ({ url }) =>
      `This machine has no way to ${url.hostname}. Check the network, the VPN and the proxy (HTTPS_PROXY).`,
    mayPass: true,
  },
  {
    kind: "timeout",
    matches: (failure) =>
      hasCode(/^(ETIMEDOUT|UND_ERR_(CONNECT|HEADERS|BODY)_TIMEOUT)$/)(failure) ||
      /\btimeout\b/i.test(failure.text),
    remedy: ({ url, service }) =>
      `${url.hostname} did not respond in time: a firewall may drop the packets, or the service is slow. Check ${service.setting}, the network and the proxy (HTTPS_PROXY).`,
    mayPass: true,
    mayBeProcessed: true,
  },
  {
    kind: "unreadable",
    matches: hasCode(/^(HPE_\w+|UND_ERR_RES_CONTENT_LENGTH_MISMATCH|Z_\w+)$/),
    remedy: () => somethingBetween,
    mayPass: true,
    mayBeProcessed: true,
  },
  {
    kind: "reset",
    matches: (failure) =>
      hasCode(/^(ECONNRESET|EPIPE|ECONNABORTED|UND_ERR_SOCKET)$/)(failure) ||
      /terminated|other side closed/.test(failure.text),
    remedy: ({ service }) =>
      `The connection was closed before the whole response had arrived: by the service, a proxy or a firewall. Check ${service.setting} and the network, and run the command again.`,
    mayPass: true,
    mayBeProcessed: true,
  },
];

const somethingBetween =
  "Something between this machine and the service may have responded, such as a proxy, a firewall or a Wi-Fi's sign-in page. Check the network and the proxy (HTTPS_PROXY).";

const nameOf = (proxy: Proxy | undefined): string => (proxy ? `${proxy.host} (${proxy.variable})` : "");

const extraCertificates = (): string =>
  process.env.NODE_EXTRA_CA_CERTS
    ? "NODE_EXTRA_CA_CERTS is set: check that its file exists and contains that authority's certificate, as PEM."
    : "Set NODE_EXTRA_CA_CERTS to a PEM file with that authority's certificate.";

/** Hosts that exist as long as a resource does, and the private DNS zone in which a private endpoint has its record. */
const resourceHosts: readonly { suffix: RegExp; what: string; zone: string }[] = [
  { suffix: /\.openai\.azure\.com$/, what: "account", zone: "privatelink.openai.azure.com" },
  { suffix: /\.openai\.azure\.us$/, what: "account", zone: "privatelink.openai.azure.us" },
  {
    suffix: /\.cognitiveservices\.azure\.com$/,
    what: "account",
    zone: "privatelink.cognitiveservices.azure.com",
  },
  {
    suffix: /\.cognitiveservices\.azure\.us$/,
    what: "account",
    zone: "privatelink.cognitiveservices.azure.us",
  },
  { suffix: /\.services\.ai\.azure\.com$/, what: "account", zone: "privatelink.services.ai.azure.com" },
  { suffix: /\.vault\.azure\.net$/, what: "vault", zone: "privatelink.vaultcore.azure.net" },
  { suffix: /\.vault\.usgovcloudapi\.net$/, what: "vault", zone: "privatelink.vaultcore.usgovcloudapi.net" },
];

/** Ends a sentence that asks to check where requests go. */
function whereItMayBe({ hostname }: URL): string {
  const resource = resourceHosts.find(({ suffix }) => suffix.test(hostname));
  return resource
    ? `, and whether the ${resource.what} exists. If it has a private endpoint, use its network and the private DNS zone ${resource.zone}.`
    : ", the network, the VPN and the proxy (HTTPS_PROXY).";
}

/** Converts what a client throws when it gets no response. */
export function networkFailure(service: Service, url: URL, error: unknown): NetworkFailure {
  const errors = causesOf(error);
  const known = errors.find((one) => one instanceof NetworkFailure);
  if (known) {
    return known;
  }
  const unreadable = errors.find((one) => one instanceof UnreadableResponse);
  if (unreadable) {
    return unreadableFailure(service, url, unreadable);
  }
  const codes = errors.map(({ code, name }: NodeJS.ErrnoException) => code ?? name);
  const text = errors.map(({ message, name }) => `${name} ${message}`).join(" ");
  const [, proxyStatus] = /^.*Proxy response \((\d+)\)/.exec(text) ?? [];
  const failure = {
    service,
    url,
    proxy: proxyFor(url),
    codes,
    text,
    proxyStatus: proxyStatus === undefined ? undefined : Number(proxyStatus),
  };
  const cause = failureCauses.find(({ matches }) => matches(failure));
  const root = errors.at(-1) as NodeJS.ErrnoException | undefined;
  const detail = cause?.detail?.(failure) ?? root?.code ?? root?.message ?? String(error);
  const remedy =
    cause?.remedy(failure) ?? `Check ${service.setting}, the network and the proxy (HTTPS_PROXY).`;
  return new NetworkFailure(
    `${service.name} cannot be reached at ${url.origin}/ (${detail}). ${remedy}`,
    cause?.kind ?? "unknown",
    cause?.mayPass ?? false,
    cause?.mayBeProcessed ?? cause === undefined,
  );
}

function unreadableFailure(
  service: Service,
  { origin }: URL,
  { message }: UnreadableResponse,
): NetworkFailure {
  const subject = service === services.signIn ? "The sign-in endpoint" : service.name;
  return new NetworkFailure(
    `${subject} at ${origin} returned ${message}, which tells nothing. ${somethingBetween}`,
    "unreadable",
    true,
    true,
  );
}

/** Tells whether a status is that of a service that may do the same later. */
export const isFailureForNow = (status: number): boolean =>
  status === 408 || status === tooManyRequests || status >= 500;

/**
 * Describes a service that fails after several attempts.
 * @param page What it, or a proxy before it, has returned instead of an error.
 */
export function failureForNow(
  { name }: Service,
  { origin }: URL,
  status: number,
  page?: string,
): NetworkFailure {
  const what = status === tooManyRequests ? "it limits how often it is called" : "the service fails for now";
  const shown = page === undefined ? what : `with ${page}: the service, or a proxy before it, fails for now`;
  return new NetworkFailure(
    `${name} returned ${status} at ${origin}, ${shown}. See ${statusPageOf(origin)}, and run the command again later.`,
    "serviceDown",
    true,
    true,
  );
}
