/** What must be so for the link to W&B to work, one check after the other, each with its remedy as a command. */
import { createHash } from "node:crypto";
import type { Account } from "@azure/arm-cognitiveservices";
import type { Secret, Vault } from "@azure/arm-keyvault";
import type { AzureClients } from "../azure/clients";
import { policyAllowsReading, rolesThatAllow } from "../azure/permissions";
import { reasonOf } from "../failure";
import type { Target } from "../target";
import { viewerOf } from "../wandb/viewer";

/** `ok`; `warning`: it may work, but look at it; `failed`: the link cannot work; `skipped`: what it needs is missing. */
export type Status = "ok" | "warning" | "failed" | "skipped";

export interface Finding {
  check: string;
  status: Status;
  /** What was seen. */
  seen: string;
  /** A command to paste, where something is to be done. */
  remedy?: string;
}

/** What the checks know so far: each may use what those before it have found. */
export interface Examined {
  target: Target;
  azure: AzureClients;
  account?: Account;
  vault?: Vault;
  secret?: Secret;
}

interface Check {
  title: string;
  run(examined: Examined): Promise<Omit<Finding, "check">>;
}

const repair = "npx pulumi up";
const ok = (seen: string) => ({ status: "ok" as const, seen });
const warning = (seen: string, remedy: string) => ({ status: "warning" as const, seen, remedy });
const failed = (seen: string, remedy: string) => ({ status: "failed" as const, seen, remedy });
const skipped = (what: string) => ({ status: "skipped" as const, seen: `there is no ${what} to look at` });

/** Days before a secret's expiry at which it is time to rotate the key. */
const soon = 14;

/** Ways to train that ARM's model list tells apart. */
const tiers: Record<string, string> = {
  fineTune: "standard",
  globalFineTune: "globalstandard",
  devTierFineTune: "developerTier",
};

export const checks: readonly Check[] = [
  {
    title: "The account exists",
    async run(examined) {
      const { resourceGroup, accountName } = examined.target;
      try {
        examined.account = await examined.azure.accounts.accounts.get(resourceGroup, accountName);
      } catch (error) {
        return failed(`${accountName} in ${resourceGroup}: ${reasonOf(error)}`, repair);
      }
      const state = examined.account.properties?.provisioningState;
      return state === "Succeeded"
        ? ok(`${accountName} in ${examined.account.location}`)
        : failed(
            `${accountName} is ${state}`,
            `az cognitiveservices account show -n ${accountName} -g ${resourceGroup}`,
          );
    },
  },
  {
    title: "The account can be linked",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      return account.kind === "OpenAI"
        ? ok(
            "kind OpenAI; until the link is made, Azure may upgrade it to a Foundry resource, so make it soon",
          )
        : failed(
            `kind ${account.kind}: a Foundry resource cannot be linked to W&B`,
            "npx pulumi destroy, and deploy an account of kind OpenAI",
          );
    },
  },
  {
    title: "The account has a subdomain",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      const subdomain = account.properties?.customSubDomainName;
      return subdomain
        ? ok(account.properties!.endpoint!)
        : failed("none, and without one nobody signs in with Entra", repair);
    },
  },
  {
    title: "The account has an identity",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      const principalId = account.identity?.principalId;
      return principalId
        ? ok(`object id ${principalId}`)
        : failed("none, so that it cannot read the W&B key", repair);
    },
  },
  {
    title: "The region trains models",
    async run({ account, azure }) {
      if (!account) {
        return skipped("account");
      }
      const found: string[] = [];
      for await (const { kind, model } of azure.accounts.models.list(account.location!)) {
        const ways = Object.entries(tiers).filter(([name]) => model?.capabilities?.[name] === "true");
        if (kind === "OpenAI" && ways.length > 0) {
          found.push(`${model!.name} (${ways.map(([, tier]) => tier).join(", ")})`);
        }
      }
      return found.length > 0
        ? ok(`${account.location}: ${found.join("; ")}`)
        : failed(`${account.location} trains no model`, "npx pulumi config set location swedencentral");
    },
  },
  {
    title: "Local keys are on, which the portal's step may need",
    async run({ account }) {
      if (!account) {
        return skipped("account");
      }
      return account.properties?.disableLocalAuth
        ? warning(
            "they are off, and the portal's Azure OpenAI view may not work without",
            `az resource update --ids ${account.id} --set properties.disableLocalAuth=false`,
          )
        : ok("they are");
    },
  },
  {
    title: "The vault exists",
    async run(examined) {
      const { resourceGroup, vaultName } = examined.target;
      try {
        examined.vault = await examined.azure.vaults.vaults.get(resourceGroup, vaultName);
      } catch (error) {
        return failed(`${vaultName} in ${resourceGroup}: ${reasonOf(error)}`, repair);
      }
      const mode = examined.vault.properties.enableRbacAuthorization ? "Azure RBAC" : "access policies";
      return ok(`${vaultName}, which uses ${mode}`);
    },
  },
  {
    title: "The vault's network lets Azure OpenAI in",
    async run({ vault }) {
      if (!vault) {
        return skipped("vault");
      }
      const { publicNetworkAccess, networkAcls } = vault.properties;
      const open = `az keyvault update -n ${vault.name} --public-network-access Enabled --default-action Allow`;
      if (publicNetworkAccess?.toLowerCase() === "disabled") {
        return failed(
          "public access is off, and Azure OpenAI is not among the services that Key Vault trusts",
          open,
        );
      }
      return networkAcls?.defaultAction === "Deny"
        ? failed(
            "its firewall is closed, and Azure OpenAI is not among the services that Key Vault trusts",
            open,
          )
        : ok("public access without rules");
    },
  },
  {
    title: "The secret exists and is valid",
    async run(examined) {
      const { vault, azure, target } = examined;
      if (!vault) {
        return skipped("vault");
      }
      try {
        examined.secret = await azure.vaults.secrets.get(
          target.resourceGroup,
          vault.name!,
          target.secretName,
        );
      } catch (error) {
        return failed(`${target.secretName}: ${reasonOf(error)}`, repair);
      }
      const { attributes } = examined.secret.properties;
      if (attributes?.enabled === false) {
        return failed(`${target.secretName} is disabled`, repair);
      }
      const days = attributes?.expires
        ? Math.floor((attributes.expires.getTime() - Date.now()) / 86_400_000)
        : undefined;
      if (days !== undefined && days < 0) {
        return failed(
          `${target.secretName} expired ${-days} days ago`,
          "npx pulumi config set --secret wandbApiKey, then npx pulumi up",
        );
      }
      return days !== undefined && days < soon
        ? warning(
            `${target.secretName} expires in ${days} days`,
            "npx pulumi config set --secret wandbApiKey, then npx pulumi up",
          )
        : ok(`${target.secretName} is enabled`);
    },
  },
  {
    title: "The account's identity may read the secret",
    async run({ account, vault, azure, target }) {
      const principalId = account?.identity?.principalId;
      if (!principalId || !vault) {
        return skipped(principalId ? "vault" : "identity");
      }
      if (!vault.properties.enableRbacAuthorization) {
        return policyAllowsReading(vault.properties.accessPolicies, principalId)
          ? ok("by an access policy")
          : failed(
              "no access policy lets it, and the vault uses access policies",
              `az keyvault set-policy -n ${vault.name} --object-id ${principalId} --secret-permissions get list`,
            );
      }
      const scope = `${vault.id}/secrets/${target.secretName}`;
      const roles = await rolesThatAllow(
        azure,
        scope,
        principalId,
        "Microsoft.KeyVault/vaults/secrets/getSecret/action",
      );
      return roles.length > 0
        ? ok(`as ${roles.join(", ")}; a new assignment can take ten minutes`)
        : failed(
            "no role lets it, and the vault uses Azure RBAC",
            `az role assignment create --role "Key Vault Secrets User" --assignee-object-id ${principalId} --assignee-principal-type ServicePrincipal --scope ${vault.id}`,
          );
    },
  },
  {
    title: "The key in the vault is the one in the stack's settings",
    async run({ vault, azure, target, secret }) {
      if (!vault || !secret) {
        return skipped(vault ? "secret" : "vault");
      }
      if (target.configuredKey === undefined) {
        return { status: "skipped", seen: "no stack was named" };
      }
      try {
        const { value } = await azure.secrets(vault.properties.vaultUri!).getSecret(target.secretName);
        return digest(value ?? "") === digest(target.configuredKey)
          ? ok("their digests are the same")
          : failed("their digests differ", repair);
      } catch (error) {
        return warning(
          `you may not read it (${reasonOf(error)})`,
          `az role assignment create --role "Key Vault Secrets Officer" --assignee YOU --scope ${vault.id}`,
        );
      }
    },
  },
  {
    title: "W&B accepts the key",
    async run({ vault, azure, target }) {
      const key =
        target.configuredKey ??
        (vault && (await azure.secrets(vault.properties.vaultUri!).getSecret(target.secretName)).value);
      if (key === undefined) {
        return skipped("vault");
      }
      const viewer = await viewerOf(key);
      return viewer
        ? ok(
            `it belongs to ${viewer.username}, whose runs go to ${viewer.entity} where a job names no entity`,
          )
        : failed(
            "W&B does not know it: it was revoked, or belongs to another server",
            "copy a new one from https://wandb.ai/authorize, then npx pulumi config set --secret wandbApiKey and npx pulumi up",
          );
    },
  },
];

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** Runs every check; one that cannot be made says why and does not stop the others. */
export async function examine(examined: Examined, report: (finding: Finding) => void): Promise<Finding[]> {
  const findings: Finding[] = [];
  for (const { title, run } of checks) {
    const finding: Finding = {
      check: title,
      ...(await run(examined).catch((error: unknown) =>
        warning(
          `it could not be looked at: ${reasonOf(error)}`,
          "look at what Azure says, and run the command again",
        ),
      )),
    };
    findings.push(finding);
    report(finding);
  }
  return findings;
}
