/** A platform team's stack: integrations for several teams, whose outputs other stacks read. */
import * as pulumi from "@pulumi/pulumi";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { WandbIntegration } from "azure-openai-wandb";
import { teams } from "./teams";

const config = new pulumi.Config();
const location = config.get("location") ?? "swedencentral";
const keys = config.requireSecretObject<Record<string, string>>("wandbApiKeys");

const group = new ResourceGroup("ml-platform", { location });

/** What other stacks get of each team, by its name. Never the key. */
export const integrations = Object.fromEntries(
  teams.map(({ name, args }) => {
    const { accountName, endpoint, vaultUrl, secretName } = new WandbIntegration(name, {
      resourceGroupName: group.name,
      wandbApiKey: keys.apply((all) => all[name] ?? ""),
      ...args,
    });
    return [name, { accountName, endpoint, vaultUrl, secretName }];
  }),
);
