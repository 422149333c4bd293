import type { Properties } from "../protocol/values";

/** Environment variables by name. */
export type Environment = Record<string, string | undefined>;

/**
 * The settings of a provider that sign-in reads, with the variables of each, as in the source of azure-native
 * (`provider/pkg/provider`) and of go-azure-sdk, which azuread uses.
 */
const variables = {
  tenantId: ["ARM_TENANT_ID"],
  subscriptionId: ["ARM_SUBSCRIPTION_ID"],
  clientId: ["ARM_CLIENT_ID"],
  clientSecret: ["ARM_CLIENT_SECRET"],
  clientCertificatePath: ["ARM_CLIENT_CERTIFICATE_PATH"],
  clientCertificatePassword: ["ARM_CLIENT_CERTIFICATE_PASSWORD"],
  useOidc: ["ARM_USE_OIDC"],
  oidcAudience: ["ARM_OIDC_AUDIENCE"],
  oidcToken: ["ARM_OIDC_TOKEN"],
  oidcTokenFilePath: ["ARM_OIDC_TOKEN_FILE_PATH"],
  oidcRequestUrl: ["ARM_OIDC_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_URL"],
  oidcRequestToken: ["ARM_OIDC_REQUEST_TOKEN", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
  useMsi: ["ARM_USE_MSI"],
  msiEndpoint: ["ARM_MSI_ENDPOINT"],
  useDefaultAzureCredential: ["ARM_USE_DEFAULT_AZURE_CREDENTIAL"],
} as const;

export type SettingName = keyof typeof variables;
export type Settings = Readonly<Record<SettingName, string>>;

/** Reads each setting from a provider's configuration, or from its first variable that is set. @default "" */
export const readSettings = (config: Properties, environment: Environment): Settings =>
  Object.fromEntries(
    Object.entries(variables).map(([name, names]) => [
      name,
      text(config[name]) || names.map((variable) => environment[variable]).find(Boolean) || "",
    ]),
  ) as Settings;

/** The engine passes a switch as the text "true". */
const text = (value: unknown) => (value === undefined || value === null ? "" : String(value));

/** How an error names a setting: `clientId (or ARM_CLIENT_ID)`. */
export const describe = (name: SettingName): string => `${name} (or ${variables[name][0]})`;

/** Azure's own names of the settings, in errors that are worded as azure-native words them. */
const titles: Partial<Record<SettingName, string>> = {
  tenantId: "Tenant ID",
  subscriptionId: "Subscription ID",
  clientId: "Client ID",
};

/** @throws Error that names the first of some settings that is missing, and how to set it. */
export function requireSettings(settings: Settings, names: readonly SettingName[], how: string): void {
  const missing = names.find((name) => settings[name] === "");
  if (missing) {
    throw new Error(
      `A ${titles[missing] ?? missing} must be configured when authenticating ${how}. Set ${describe(missing)}.`,
    );
  }
}
