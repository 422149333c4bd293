/** W&B: the key is the right one and alive, runs can be written, and the link names this secret. */
import { createHash } from "node:crypto";
import { reasonOf } from "../failure";
import { assumedLink } from "../link/assumedEndpoint";
import { openAiClient } from "../openai/client";
import { mayWriteTo, viewerOf } from "../wandb/viewer";
import { failed, ok, repair, skipped, warning } from "./finding";
import type { Check } from "./finding";

export const wandbChecks: readonly Check[] = [
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
    async run(examined) {
      const { vault, azure, target } = examined;
      const key =
        target.configuredKey ??
        (vault && (await azure.secrets(vault.properties.vaultUri!).getSecret(target.secretName)).value);
      if (key === undefined) {
        return skipped("vault");
      }
      const viewer = await viewerOf(key);
      examined.viewer = viewer;
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
  {
    title: "Runs can be written to the entity",
    async run({ viewer, questions }) {
      const { entity } = questions;
      if (entity === undefined) {
        return undefined;
      }
      if (!viewer) {
        return skipped("W&B user");
      }
      return mayWriteTo(viewer, entity)
        ? ok(entity)
        : failed(
            `the key belongs to ${viewer.username}, who is not in ${entity}`,
            `ask a member of ${entity} to invite ${viewer.username}, or use a key of somebody who is in it`,
          );
    },
  },
  {
    title: "The link names this vault and this secret",
    async run({ account, target, questions }) {
      const wanted = `https://${target.vaultName}.vault.azure.net/`;
      if (!questions.assumedEndpoint) {
        return {
          status: "skipped",
          seen: `Azure has no public API for it; compare in the portal: ${wanted} and ${target.secretName}`,
        };
      }
      const endpoint = account?.properties?.endpoint;
      if (!endpoint) {
        return skipped("account");
      }
      const again = "npm run link -- --assumed-endpoint";
      const link = await assumedLink((await openAiClient({ endpoint })).client).read();
      if (!link) {
        return failed("the account is not linked", again);
      }
      const url = link.keyVaultUrl.replace(/\/?$/, "/").toLowerCase();
      return url === wanted.toLowerCase() && link.secretName === target.secretName
        ? ok(`${url} and ${link.secretName}`)
        : failed(`it names ${url} and ${link.secretName}, and not ${wanted} and ${target.secretName}`, again);
    },
  },
];

const digest = (text: string) => createHash("sha256").update(text).digest("hex");
