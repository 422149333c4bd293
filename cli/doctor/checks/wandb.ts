/** The W&B API key, its user, and the account's W&B integration. */
import { createHash } from "node:crypto";
import { checkWandbApiKey } from "../../../components/validation/wandbApiKey";
import { vaultUrlOf } from "../../deployment/target";
import { reasonOf } from "../../errors";
import { causeOf, serviceErrorOf } from "../../network/serviceErrors";
import { readIntegration } from "../../openai/assumedIntegration";
import { openAiClient } from "../../openai/client";
import { findAccountType } from "../../wandb/accountType";
import { apiKeyPage, appUrl, isPublicServer, otherServer, publicBaseUrl } from "../../wandb/server";
import { entitiesOf, findViewer } from "../../wandb/viewer";
import type { Viewer } from "../../wandb/viewer";
import { defineCheck, failed, notChecked, passed, skipped, warning } from "../check";
import type { Check, Examination } from "../check";
import { documentation } from "../documentation";
import { rotateKey } from "../remedies";

const readSecret = ({ azure, target }: Examination) =>
  azure.secrets(vaultUrlOf(target)).getSecret(target.secretName);

export const apiKeyChecks: readonly Check[] = [
  defineCheck({
    id: "secret.value",
    title: "Secret's value",
    needs: ["vault.exists", "secret.enabled"],
    documentation: documentation.secrets,
    async run(examination) {
      const { vault, target } = examination;
      if (!target.readApiKey) {
        return skipped("no stack is specified to compare it with");
      }
      const { key, problem } = await target.readApiKey();
      if (key === undefined) {
        return noKeyInState(examination, problem);
      }
      try {
        const { value = "" } = await readSecret(examination);
        return digest(value) === digest(key)
          ? passed("the same as the last deployment of the stack has written")
          : failed("not the same as the last deployment of the stack has written", rotateKey);
      } catch (error) {
        const serviceError = serviceErrorOf(error);
        if (!serviceError || causeOf(serviceError)?.kind !== "noRight") {
          throw error;
        }
        return notChecked(
          `you are not allowed to read it (${reasonOf(error)})`,
          `az role assignment create --role "Key Vault Secrets Officer" --assignee YOU --scope ${vault.id}`,
        );
      }
    },
  }),
  defineCheck({
    id: "wandb.apiKey",
    title: "W&B API key",
    needs: [],
    documentation: documentation.troubleshooting,
    async run(examination) {
      const { vault, target } = examination;
      const apiKey = (await target.readApiKey?.())?.key ?? (vault && (await readSecret(examination)).value);
      if (apiKey === undefined) {
        return skipped("neither a stack nor a vault provides it");
      }
      const viewer = await findViewer(apiKey, undefined, publicBaseUrl());
      return viewer ? ofViewer(apiKey, viewer) : failed(notAccepted(apiKey), newKey());
    },
  }),
];

/** A key that the state has and nobody can decrypt is not compared; without one, there is nothing to compare. */
const noKeyInState = ({ managesSecret }: Examination, problem = "the state does not have it") =>
  managesSecret ? notChecked(problem) : skipped(problem);

async function ofViewer(apiKey: string, viewer: Viewer) {
  const { username, entity } = viewer;
  const type = await findAccountType(apiKey, viewer, publicBaseUrl());
  return type === "personal"
    ? {
        status: "warning" as const,
        detail: `${username} is a personal account. Its key reaches all that ${username} does at W&B, and ends with the account`,
        remedy: `create a service account in the settings of the team ${entity} at ${appUrl({})}, then ${rotateKey}`,
        facts: { viewer },
      }
    : passed(`${type === "service" ? "service account" : "user"} ${username}, default entity ${entity}`, {
        viewer,
      });
}

/** W&B tells only that it does not accept a key. Its form may tell why. */
function notAccepted(apiKey: string): string {
  const [problem] = checkWandbApiKey(apiKey)?.split(": ") ?? [];
  return `W&B does not accept it: ${problem ? `the key ${problem}` : "it was revoked, or belongs to another server"}`;
}

const newKey = () => `copy a new key from ${apiKeyPage({})}, then ${rotateKey}`;

/** The server that WANDB_BASE_URL specifies. Azure logs to W&B's public server: a job has no field for another one. */
export const serverChecks = (environment?: NodeJS.ProcessEnv): Check[] =>
  isPublicServer(environment)
    ? []
    : [
        defineCheck({
          id: "wandb.server",
          title: "W&B server",
          needs: [],
          documentation: documentation.troubleshooting,
          run: async () => {
            const [problem, remedy] = otherServer();
            return warning(problem, remedy);
          },
        }),
      ];

const digest = (text: string) => createHash("sha256").update(text).digest("hex");

/** Checks that the W&B API key's user can log runs to an entity. */
export const entityCheck = (entity: string): Check =>
  defineCheck({
    id: "wandb.entity",
    title: "W&B entity",
    needs: ["wandb.apiKey"],
    documentation: documentation.troubleshooting,
    async run({ viewer }) {
      return entitiesOf(viewer).includes(entity)
        ? passed(entity)
        : failed(
            `${viewer.username}, the API key's user, is not a member of ${entity}`,
            `ask a member of ${entity} to invite ${viewer.username}, or use a member's API key`,
          );
    },
  });

/** @param assumedEndpoint Whether to read the integration through an endpoint that Azure does not publish. */
export const integrationCheck = (assumedEndpoint: boolean): Check =>
  assumedEndpoint ? assumedIntegrationCheck : manualIntegrationCheck;

const integration = {
  id: "wandb.integration",
  title: "W&B integration",
  documentation: documentation.wandbIntegration,
} as const;

const manualIntegrationCheck = defineCheck({
  ...integration,
  needs: [],
  async run({ target }) {
    return skipped(
      `Azure has no public API for it. Compare with the portal: ${vaultUrlOf(target)} and ${target.secretName}`,
    );
  },
});

const assumedIntegrationCheck = defineCheck({
  ...integration,
  needs: ["account.subdomain"],
  async run({ endpoint, target }) {
    const configure = "npx azure-openai-wandb link --assumed-endpoint";
    const expected = vaultUrlOf(target);
    const { client } = await openAiClient({ endpoint });
    const actual = await readIntegration(client);
    if (!actual) {
      return failed("not configured", configure);
    }
    const url = actual.keyVaultUrl.replace(/\/?$/, "/").toLowerCase();
    return url === expected.toLowerCase() && actual.secretName === target.secretName
      ? passed(`${url} and ${actual.secretName}`, { integration: actual })
      : failed(
          `configured with ${url} and ${actual.secretName} instead of ${expected} and ${target.secretName}`,
          configure,
        );
  },
});
