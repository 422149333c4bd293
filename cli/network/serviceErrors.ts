/** Errors that Azure's services and W&B return: what each is about, and what to do. */
import { firstLine } from "../errors";

/** An error of a service, whichever client has read it. */
export interface ServiceError {
  status: number;
  /** The service's codes, the outer one first. */
  codes: readonly string[];
  message: string;
  /** Host of the request, where the client tells it. */
  host?: string | undefined;
}

export type ErrorKind =
  | "wrongTenant"
  | "wrongCloud"
  | "expiredSignIn"
  | "disabledSubscription"
  | "unknownSubscription"
  | "notRegistered"
  | "policy"
  | "network"
  | "noRight"
  | "localKeys"
  | "wrongKey"
  | "throttled"
  | "serviceDown";

interface Cause {
  kind: ErrorKind;
  status?: number | ((status: number) => boolean);
  code?: RegExp;
  message?: RegExp;
  remedy: string | ((error: ServiceError) => string);
}

const guid = /[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}/i;

const signInTo = (tenant: string | undefined): string =>
  `You are signed in to another tenant than the resource's. Run az login --tenant ${tenant ?? "TENANT"}, or set AZURE_TENANT_ID to it.`;

/**
 * The first row that matches applies. Texts: Resource Manager's of a wrong tenant (Azure/azure-sdk-for-net#49391), Azure OpenAI's
 * (Azure-Samples/ai-rag-chat-evaluator#94), Key Vault's AKV10032; firewalls of Azure OpenAI (Azure-Samples/azure-sql-db-chatbot#3,
 * TabularEditor/TabularEditor3#1557, continuedev/continue#12547).
 */
export const serviceErrorCauses: readonly Cause[] = [
  {
    kind: "wrongTenant",
    code: /^InvalidAuthenticationTokenTenant$/,
    remedy: ({ message }) => signInTo(/must match the tenant '?[^']*?([0-9a-f-]{36})/i.exec(message)?.[1]),
  },
  {
    kind: "wrongTenant",
    message: /AKV10032/,
    remedy: ({ message }) => signInTo(/Expected one of [^,]*?([0-9a-f-]{36})/i.exec(message)?.[1]),
  },
  {
    kind: "wrongTenant",
    message: /tenant .*does not match resource t/i,
    remedy: () => signInTo(undefined),
  },
  { kind: "wrongTenant", code: /^Tenant provided in token/, remedy: () => signInTo(undefined) },
  {
    kind: "wrongCloud",
    code: /^InvalidAuthenticationTokenAudience$/,
    remedy:
      "The token is for another cloud or service. Check AZURE_AUTHORITY_HOST, and that the subscription and the endpoint are of the cloud that you are signed in to.",
  },
  {
    kind: "expiredSignIn",
    code: /^(ExpiredAuthenticationToken|InvalidAuthenticationToken|AuthenticationFailed)$/,
    remedy: "Run az login, and check this machine's clock: a token is valid for about an hour.",
  },
  {
    kind: "disabledSubscription",
    code: /^(ReadOnlyDisabledSubscription|DisabledSubscription|SubscriptionDisabled)$/,
    remedy:
      "The subscription is disabled. Have its owner enable it in the Azure portal (Subscriptions), or use another one.",
  },
  {
    kind: "unknownSubscription",
    code: /^(SubscriptionNotFound|InvalidSubscriptionId)$/,
    remedy:
      "Check --subscription or AZURE_SUBSCRIPTION_ID, and that you are signed in to the subscription's tenant (az account show).",
  },
  {
    kind: "notRegistered",
    code: /^(MissingSubscriptionRegistration|SubscriptionNotRegistered)$/,
    remedy: ({ message }) =>
      `Have an owner or contributor of the subscription run az provider register -n ${/namespace '([\w.]+)'/.exec(message)?.[1] ?? "Microsoft.CognitiveServices"}.`,
  },
  {
    kind: "policy",
    code: /^RequestDisallowedByPolicy$/,
    remedy: "Set what the policy requires, or ask for an exemption: the message names the policy.",
  },
  {
    kind: "network",
    code: /^(ForbiddenByFirewall|ForbiddenByConnection)$/,
    remedy:
      "The vault's network denies this machine. Allow its IP address, or run the command where the vault's private endpoint is.",
  },
  {
    kind: "network",
    message: /Virtual Network|Firewall rules|Public access is disabled|private endpoint/i,
    remedy:
      "The account's network rules deny your IP address. Allow it, or use the account's private endpoint.",
  },
  {
    kind: "localKeys",
    code: /^AuthenticationTypeDisabled$/,
    remedy: "The account does not accept keys. Unset AZURE_OPENAI_API_KEY and run az login.",
  },
  {
    kind: "noRight",
    code: /^(AuthorizationFailed|LinkedAuthorizationFailed)$/,
    remedy: ({ message }) => {
      const [, action = "", scope = ""] = /action '([^']+)' over scope '([^']+)'/.exec(message) ?? [];
      return assignRole(roleFor(action), objectIdIn(message), scope);
    },
  },
  {
    kind: "noRight",
    code: /^(ForbiddenByRbac|ForbiddenByPolicy|AccessDenied)$/,
    message: /vault|AKV|secret|Caller/i,
    remedy: ({ message }) => {
      const [, action = ""] = /Action: '([^']+)'/.exec(message) ?? [];
      const [, resource = ""] = /Resource: '([^']+)'/i.exec(message) ?? [];
      const role = /getSecret|^$/.test(action) ? "Key Vault Secrets User" : "Key Vault Secrets Officer";
      return assignRole(role, objectIdIn(message), resource);
    },
  },
  {
    kind: "noRight",
    code: /^PermissionDenied$/,
    remedy:
      "Ask for the role Azure AI User on the account (the stack's setting fineTuningPrincipals). A new role assignment can take ten minutes.",
  },
  {
    kind: "noRight",
    code: /^Authorization_RequestDenied$/,
    remedy: "Ask for User.Read.All and Group.Read.All of Microsoft Graph.",
  },
  {
    kind: "wrongKey",
    status: 401,
    message: /subscription key|api key/i,
    remedy:
      "Run az login, or check AZURE_OPENAI_API_KEY: it may be another account's, or may have been regenerated.",
  },
  { kind: "expiredSignIn", status: 401, remedy: "Run az login, or check AZURE_OPENAI_API_KEY." },
  {
    kind: "noRight",
    status: 403,
    remedy: "Sign in with an identity that may do this, or ask for a role that allows it.",
  },
  {
    kind: "throttled",
    status: 429,
    remedy: "The service limits how often it is called. Run the command again in a minute.",
  },
  {
    kind: "serviceDown",
    status: (status) => status >= 500,
    remedy: ({ host }) =>
      `The service fails for now, after several attempts. See ${statusPageOf(host)}, and run the command again later.`,
  },
];

/** Returns where a service tells about its failures. */
export const statusPageOf = (host = ""): string =>
  /wandb|coreweave/.test(host) ? "https://status.wandb.com" : "https://azure.status.microsoft";

const objectIdIn = (message: string): string =>
  new RegExp(`(?:object id '|oid=)(${guid.source})`, "i").exec(message)?.[1] ?? "YOU";

const assignRole = (role: string, assignee: string, scope: string): string =>
  `Ask for the role ${role}${scope ? ` at ${scope}` : ""}: az role assignment create --role "${role}" --assignee ${assignee} --scope ${scope || "SCOPE"}. A new role assignment can take ten minutes.`;

/** Roles that allow an action of Resource Manager. The first row that matches applies. */
const rolesByAction: readonly [action: RegExp, role: string][] = [
  [/\/read$/i, "Reader"],
  [/roleAssignments\/(write|delete)$/i, "Role Based Access Control Administrator"],
  [/^Microsoft\.KeyVault\//i, "Key Vault Contributor"],
  [/^Microsoft\.CognitiveServices\//i, "Cognitive Services Contributor"],
];

const roleFor = (action: string): string =>
  rolesByAction.find(([pattern]) => pattern.test(action))?.[1] ?? "Contributor";

export interface ErrorCause {
  kind: ErrorKind;
  remedy: string;
}

/** Returns what an error is about and what to do; undefined for errors that are about the request itself. */
export function causeOf(error: ServiceError): ErrorCause | undefined {
  const { status, codes, message } = error;
  const cause = serviceErrorCauses.find(
    (row) =>
      (row.status === undefined ||
        (typeof row.status === "number" ? row.status === status : row.status(status))) &&
      (row.code === undefined || codes.some((code) => row.code?.test(code))) &&
      (row.message?.test(message) ?? true),
  );
  return (
    cause && {
      kind: cause.kind,
      remedy: typeof cause.remedy === "string" ? cause.remedy : cause.remedy(error),
    }
  );
}

interface ErrorBody {
  code?: unknown;
  message?: unknown;
  innererror?: ErrorBody;
  innerError?: ErrorBody;
}

/** Reads the error of a client of Azure or of OpenAI; undefined for any other. */
export function serviceErrorOf(error: unknown): ServiceError | undefined {
  const {
    status,
    statusCode,
    message,
    code,
    error: ownBody,
    details,
    response,
    request,
  } = error as {
    status?: unknown;
    statusCode?: unknown;
    message?: string;
    code?: unknown;
    error?: ErrorBody;
    details?: { error?: ErrorBody };
    response?: { bodyAsText?: string | null };
    request?: { url?: string };
  };
  const actualStatus = statusCode ?? status;
  if (!(error instanceof Error) || typeof actualStatus !== "number") {
    return undefined;
  }
  const body = ownBody ?? details?.error ?? errorIn(response?.bodyAsText);
  const codes = [code, ...codesOf(body)].filter((one) => typeof one === "string" || typeof one === "number");
  return {
    status: actualStatus,
    codes: [...new Set(codes.map(String))],
    message: typeof body?.message === "string" ? body.message : (message ?? ""),
    host: request?.url === undefined ? undefined : new URL(request.url).hostname,
  };
}

const codesOf = (body: ErrorBody | undefined): unknown[] =>
  body ? [body.code, ...codesOf(body.innererror ?? body.innerError)] : [];

/** Returns the error in a body; undefined if there is none. */
export function errorIn(text: string | null | undefined): ErrorBody | undefined {
  try {
    const { error } = JSON.parse(text ?? "") as { error?: ErrorBody | string };
    return typeof error === "object" ? error : undefined;
  } catch {
    return undefined;
  }
}

/** Reads the error of a response that no client has read. */
export const serviceErrorIn = (status: number, text: string): ServiceError => {
  const body = errorIn(text);
  return {
    status,
    codes: codesOf(body).filter((code) => typeof code === "string"),
    message: typeof body?.message === "string" ? body.message : firstLine(text),
  };
};

/** Describes an error in one line: its status, its codes and the service's message. */
export const describeServiceError = ({ status, codes, message }: ServiceError): string =>
  [status, ...codes.filter((code) => code !== String(status)), firstLine(message).trim()]
    .filter(Boolean)
    .join(" ");

const notFound = 404;

/**
 * Tells whether an error is that a resource does not exist. A subscription that is not found is none of these: the resource may exist,
 * where another sign-in would find it.
 */
export const isNotFound = ({ status, codes }: ServiceError): boolean =>
  status === notFound && !codes.some((code) => /subscription|tenant/i.test(code));
