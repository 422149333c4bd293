import { azureCli } from "./azureCli";
import { clientCertificate } from "./clientCertificate";
import { clientSecret } from "./clientSecret";
import type { Credential, CredentialFactory, SignInContext } from "./credential";
import { managedIdentity } from "./managedIdentity";
import { oidc } from "./oidc";
import { describe } from "./settings";
import type { Settings } from "./settings";

/** Ways to sign in, in the order of the official provider. The first that is configured is the only one that is tried. */
const ways: readonly { isConfigured: (settings: Settings) => boolean; create: CredentialFactory }[] = [
  { isConfigured: ({ useDefaultAzureCredential }) => isOn(useDefaultAzureCredential), create: refuseDefault },
  { isConfigured: ({ clientCertificatePath }) => clientCertificatePath !== "", create: clientCertificate },
  { isConfigured: (settings) => settings.clientSecret !== "", create: clientSecret },
  { isConfigured: ({ useOidc }) => isOn(useOidc), create: oidc },
  { isConfigured: ({ useMsi }) => isOn(useMsi), create: managedIdentity },
];

const isOn = (value: string) => value.toLowerCase() === "true";

/** @throws Error that names what is missing. */
export function createCredential(context: SignInContext): Credential {
  const way = ways.find(({ isConfigured }) => isConfigured(context.settings));
  return (way?.create ?? azureCli)(context);
}

/** It reads the environment of its own process, which is not that of the command. */
function refuseDefault(): never {
  throw new Error(
    `The emulated provider does not support ${describe("useDefaultAzureCredential")}. ` +
      `Unset it, and set a client secret, ${describe("useOidc")} or ${describe("useMsi")}.`,
  );
}
