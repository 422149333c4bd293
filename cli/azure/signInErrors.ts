/**
 * Why Microsoft Entra, or a client that asks it for a token, refuses a sign-in. Codes:
 * https://learn.microsoft.com/entra/identity-platform/reference-error-codes
 */
import { UserError } from "../errors";

export type SignInKind =
  | "wrongTenant"
  | "wrongCloud"
  | "expired"
  | "multiFactor"
  | "conditionalAccess"
  | "clock"
  | "disabledIdentity"
  | "wrongCredential"
  | "wrongApplication"
  | "trust"
  | "certificate"
  | "proxy"
  | "serviceDown"
  | "notSignedIn";

/** A sign-in that was refused, with its cause. */
export class SignInFailure extends UserError {
  constructor(
    lines: readonly string[],
    readonly kind: SignInKind,
  ) {
    super(lines);
  }
}

interface Cause {
  kind: SignInKind;
  /** Numbers of Entra's codes, AADSTS…. */
  codes?: readonly number[];
  text?: RegExp;
  /** One sentence on what is wrong, and one on what to do. */
  remedy: string;
  /** Whether the remedy of the way to sign in, such as which variables to check, does not help. */
  isComplete?: true;
}

const tenantOption = "az login --tenant TENANT";

/** The first row that matches applies. */
export const signInCauses: readonly Cause[] = [
  {
    kind: "expired",
    codes: [70043, 700081, 700082, 700084, 70008, 50173, 50132, 50133, 50089, 70044],
    text: /refresh token has expired|token_expired|interaction_required|claims challenge/i,
    remedy: "Your sign-in has expired. Run az login.",
    isComplete: true,
  },
  {
    kind: "multiFactor",
    codes: [50076, 50078, 50079, 50074, 50072, 50158],
    remedy: `Your organization requires multi-factor authentication, or asks for it again. Run ${tenantOption} with the tenant of the subscription.`,
    isComplete: true,
  },
  {
    kind: "conditionalAccess",
    codes: [53000, 53001, 53002, 53003, 53004, 53009, 53011, 530002, 530003, 50005, 50097, 50131],
    remedy:
      "A Conditional Access policy of your organization blocks this sign-in: it requires, for example, another device, network or application. Meet what the policy requires, or ask your administrator.",
    isComplete: true,
  },
  {
    kind: "wrongCloud",
    codes: [900382, 900381, 90038, 900384, 90067],
    remedy:
      "The tenant belongs to another cloud. Set AZURE_AUTHORITY_HOST to that cloud's authority (Azure US Government: https://login.microsoftonline.us, China: https://login.chinacloudapi.cn).",
    isComplete: true,
  },
  {
    kind: "wrongTenant",
    codes: [90002, 900021, 900023, 50128, 50059],
    remedy:
      "The tenant does not exist in this cloud. Check AZURE_TENANT_ID (or ARM_TENANT_ID), and AZURE_AUTHORITY_HOST for another cloud than Azure's public one.",
  },
  {
    kind: "wrongTenant",
    codes: [50020, 50034, 90072, 51004, 500011, 650057, 500014],
    remedy: `The user, or the service, is not in the tenant that you sign in to. Run ${tenantOption} with the tenant of the subscription.`,
  },
  {
    kind: "wrongApplication",
    codes: [700016, 70001, 7000112, 700038, 90009],
    remedy:
      "The tenant has no such application, or it is disabled. Check the client ID and the tenant ID: they may be of different tenants.",
  },
  {
    kind: "clock",
    codes: [700024, 500133, 7000018],
    text: /not within its valid time range|NotBefore|is not yet valid/i,
    remedy: `The token that signs in is not valid at this time. Correct this machine's clock, or have the pipeline issue the token shortly before the command.`,
  },
  {
    kind: "wrongCredential",
    codes: [7000222],
    remedy: "The client secret has expired. Create another one for the application.",
  },
  {
    kind: "wrongCredential",
    codes: [7000215, 7000216, 7000218, 50126, 700027, 700030, 50012],
    remedy: "The client secret, the certificate or the password is wrong.",
  },
  {
    kind: "disabledIdentity",
    codes: [50057, 50053, 50055, 50056, 50144],
    remedy: "The user is disabled or locked, or the password has expired. Ask your administrator.",
    isComplete: true,
  },
  {
    kind: "trust",
    codes: [70021, 700211, 700212, 700213, 7002138, 70025, 50166, 700023],
    remedy:
      "The application has no federated identity credential for this pipeline's token. Add one with the issuer, audience and subject in the message.",
  },
  {
    kind: "serviceDown",
    codes: [90033, 90006, 90055, 50196, 90025, 50000],
    remedy: "Microsoft Entra fails for now. Run the command again in a minute.",
    isComplete: true,
  },
  {
    kind: "certificate",
    text: /CERTIFICATE_VERIFY_FAILED|certificate verify failed|SSLError/i,
    remedy:
      "The Azure CLI does not trust the certificate of the sign-in endpoint, as behind a company's proxy. Set REQUESTS_CA_BUNDLE to a PEM file with the proxy's authority, and NODE_EXTRA_CA_CERTS for this command.",
    isComplete: true,
  },
  {
    kind: "proxy",
    text: /ProxyError|Cannot connect to proxy|Tunnel connection failed/i,
    remedy: "The Azure CLI does not get through the proxy. Check HTTPS_PROXY and NO_PROXY.",
    isComplete: true,
  },
];

const codePattern = /AADSTS(\d+)/g;

/**
 * Converts what a credential throws.
 * @param remedy What to check or to set for the way to sign in.
 */
export function signInFailure(error: unknown, remedy: string): SignInFailure {
  const text = error instanceof Error ? error.message : String(error);
  const codes = [...text.matchAll(codePattern)].map(([, code]) => Number(code));
  const cause =
    signInCauses.find((row) => row.codes?.some((code) => codes.includes(code))) ??
    signInCauses.find((row) => row.text?.test(text));
  const reason = text
    .split("\n")
    .find((line) => line.includes("AADSTS"))
    ?.trim();
  const detail = reason ? ` (${reason})` : "";
  return new SignInFailure(
    cause
      ? [
          `Not signed in to Azure. ${cause.isComplete ? cause.remedy : remedy}${detail}`,
          ...(cause.isComplete ? [] : [`  ${cause.remedy}`]),
        ]
      : [`Not signed in to Azure. ${remedy}${detail}`],
    cause?.kind ?? "notSignedIn",
  );
}
