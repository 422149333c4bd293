/**
 * Stands for the Azure CLI where a program runs `az account …`: `azureCli.mjs PROFILE ARGUMENTS…`. The profile is the file of the
 * account that is signed in; without one the CLI refuses as `az` does.
 */
import * as fs from "node:fs";
import { URLSearchParams } from "node:url";
import { fetch, ProxyAgent } from "undici";

const [profileFile, ...args] = process.argv.slice(2);
const option = (name) => (args.includes(name) ? args[args.indexOf(name) + 1] : undefined);

if (!fs.existsSync(profileFile)) {
  console.error("ERROR: Please run 'az login' to setup account.");
  process.exit(1);
}
const profile = JSON.parse(fs.readFileSync(profileFile, "utf8"));

const commands = {
  "account show": () => ({
    environmentName: "AzureCloud",
    id: option("--subscription") ?? profile.subscriptionId,
    isDefault: true,
    name: "local",
    state: "Enabled",
    tenantId: profile.tenantId,
    user: { name: profile.clientId, type: "servicePrincipal" },
  }),
  "account get-access-token": async () => {
    const tenant = option("--tenant") ?? profile.tenantId;
    const response = await fetch(`https://login.microsoftonline.com/${tenant}/oauth2/v2.0/token`, {
      method: "POST",
      dispatcher: new ProxyAgent({
        uri: profile.proxy,
        requestTls: { ca: fs.readFileSync(profile.certificates, "utf8") },
      }),
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: profile.clientId,
        client_secret: profile.clientSecret,
        scope: option("--scope") ?? `${option("--resource")}/.default`,
      }).toString(),
    });
    const { access_token: accessToken, expires_in: seconds } = await response.json();
    const expires = Math.floor(Date.now() / 1000) + seconds;
    return {
      accessToken,
      expiresOn: new Date(expires * 1000).toISOString().replace("T", " ").replace("Z", "000"),
      expires_on: expires,
      subscription: profile.subscriptionId,
      tenant,
      tokenType: "Bearer",
    };
  },
};

const command = commands[args.slice(0, 2).join(" ")];
if (!command) {
  console.error(`ERROR: '${args.join(" ")}' is misspelled or not recognized by the system.`);
  process.exit(2);
}
console.log(JSON.stringify(await command(), undefined, 2));
