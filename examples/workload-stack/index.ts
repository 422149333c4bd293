/** A team's own stack: what it needs of its integration comes from the platform's stack. */
import * as pulumi from "@pulumi/pulumi";

interface Integration {
  accountName: string;
  endpoint: string;
  vaultUrl: string;
  secretName: string;
}

const config = new pulumi.Config();
const platform = new pulumi.StackReference(config.require("platform"));
const integrations = platform.requireOutput("integrations") as pulumi.Output<Record<string, Integration>>;
const mine = integrations.apply((all) => {
  const found = all[config.require("team")];
  if (!found) {
    throw new Error(
      `The platform has no team "${config.require("team")}": it has ${Object.keys(all).join(", ")}.`,
    );
  }
  return found;
});

export const endpoint = mine.apply((integration) => integration.endpoint);
