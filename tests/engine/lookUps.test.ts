import { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const program = (wait: string) => `
import * as pulumi from "@pulumi/pulumi";
import { ComponentResource } from "@pulumi/pulumi";
import { Account } from "@pulumi/azure-native/cognitiveservices";
import { Vault } from "@pulumi/azure-native/keyvault";
import { ResourceGroup } from "@pulumi/azure-native/resources";
import { WandbIntegration } from "./components/index";

class Hub extends ComponentResource {
  constructor() {
    super("platform:index:Hub", "hub", {}, {});
    const opts = { parent: this };
    const location = "swedencentral";
    const resourceGroupName = new ResourceGroup("hub", { resourceGroupName: "rg-hub", location }, opts).name;
    const sku = { family: "A", name: "standard" } as const;
    const properties = { tenantId: process.env.ARM_TENANT_ID!, sku, enableRbacAuthorization: true };
    this.vault = new Vault("hub", { resourceGroupName, vaultName: "kv-hub", location, properties }, opts);
    this.account = new Account("hub", {
      resourceGroupName,
      accountName: "oai-hub",
      location,
      kind: "OpenAI",
      sku: { name: "S0" },
      identity: { type: "SystemAssigned" },
      properties: { customSubDomainName: "oai-hub" },
    }, opts);
  }
  readonly vault: Vault;
  readonly account: Account;
}
const hub = new Hub();
export const { vaultUrl, accountName, identityPrincipalId } = new WandbIntegration("wandb", {
  resourceGroupName: "rg-hub",
  wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
  account: { existing: { name: "oai-hub" } },
  vault: { existing: { name: "kv-hub" } },
}, { dependsOn: ${wait} });
`;

/** Existing resources by their plain names, which tell the engine nothing, are looked up after what the integration depends on. */
describe("an integration on resources of the same program, by their names and dependsOn", () => {
  test.each([
    ["the resources", "[hub.vault, hub.account]"],
    ["the component that has them", "hub"],
  ])(
    "is previewed, deployed at once and unchanged afterwards, where it depends on %s",
    async (_what, wait) => {
      const project = await StackProject.create({
        files: {
          "Pulumi.yaml": `name: platform
runtime:
  name: nodejs
  options: { typescript: false, nodeargs: --require=./components/preload/index.js }
`,
          "index.ts": program(wait),
        },
      });
      try {
        await project.init({});
        expect(await project.preview()).toEqual(
          expect.arrayContaining(["create keyvault:Vault hub", "create keyvault:Secret wandb-secret"]),
        );
        await project.up();
        expect(await project.outputs()).toMatchObject({
          vaultUrl: "https://kv-hub.vault.azure.net/",
          accountName: "oai-hub",
          identityPrincipalId: expect.stringMatching(/^[0-9a-f-]{36}$/),
        });
        await project.pulumi("preview", "--expect-no-changes");
      } finally {
        await project.close();
      }
    },
  );
});
