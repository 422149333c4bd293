import * as pulumi from "@pulumi/pulumi";
import { validateArgs, WandbIntegration } from "../../../components/index";
import type { WandbIntegrationArgs } from "../../../components/index";
import { manageIntegrationsInstructions } from "../../../stack/manageIntegrations";
import { customerManagedKey, identityId, key } from "../../support/arbitraryArgs";
import { record } from "./recorder";

const args: WandbIntegrationArgs = { resourceGroupName: "rg", location: "swedencentral", wandbApiKey: key };

const { ARM_ENVIRONMENT } = process.env;
afterEach(() => {
  if (ARM_ENVIRONMENT === undefined) {
    delete process.env.ARM_ENVIRONMENT;
  } else {
    process.env.ARM_ENVIRONMENT = ARM_ENVIRONMENT;
  }
  pulumi.runtime.setAllConfig({});
});

/** The hosts to which the outbound network access of an account is restricted. */
async function allowedHosts(): Promise<unknown> {
  const resources = await record(
    () =>
      void new WandbIntegration("wandb", {
        ...args,
        vault: { vaultName: "kv-1" },
        account: { allowedFqdnList: ["a.example.com"] },
      }),
  );
  const account = resources.find(({ type }) => type === "azure-native:cognitiveservices:Account")!;
  return (account.inputs.properties as { allowedFqdnList: string[] }).allowedFqdnList;
}

test.each<[string, Record<string, string>, string | undefined, string]>([
  ["nothing", {}, undefined, "kv-1.vault.azure.net"],
  ["ARM_ENVIRONMENT", {}, "usgovernment", "kv-1.vault.usgovcloudapi.net"],
  [
    "azure-native:environment",
    { "azure-native:environment": "usgovernment" },
    undefined,
    "kv-1.vault.usgovcloudapi.net",
  ],
  [
    "azure-native:environment first",
    { "azure-native:environment": "public" },
    "usgovernment",
    "kv-1.vault.azure.net",
  ],
  ["the name of a cloud that nobody knows", {}, "moon", "kv-1.vault.azure.net"],
])("an account reaches the vault at its host, by %s", async (_by, config, environment, host) => {
  pulumi.runtime.setAllConfig(config);
  if (environment === undefined) {
    delete process.env.ARM_ENVIRONMENT;
  } else {
    process.env.ARM_ENVIRONMENT = environment;
  }
  expect(await allowedHosts()).toContain(host);
});

test.each([
  [
    "usgovvirginia",
    /\(Microsoft documents no fine-tuning in Azure US Government\): choose one of .*skipLocationCheck/,
  ],
  ["US Gov Arizona", /no fine-tuning in Azure US Government/],
  ["chinanorth3", /\(Azure operated by 21Vianet \(China\) does not offer Azure OpenAI\): choose one of /],
])("the region %s is refused with what Microsoft documents of its cloud", (location, message) => {
  expect(validateArgs({ ...args, location })).toEqual([
    { propertyPath: "location", reason: expect.stringMatching(message) },
  ]);
  expect(validateArgs({ ...args, location, skipLocationCheck: true })).toEqual([]);
});

test.each([
  "https://v.vault.azure.net/",
  "https://v.managedhsm.azure.net",
  "https://v.vault.usgovcloudapi.net/",
  "https://v.managedhsm.usgovcloudapi.net/",
])("a customer-managed key may be at %s", (keyVaultUri) => {
  const account = {
    userAssignedIdentities: [identityId],
    customerManagedKey: { ...customerManagedKey, keyVaultUri },
  };
  expect(validateArgs({ ...args, account })).toEqual([]);
});

test.each([
  ["https://v.vault.azure.net/", "https://ai.azure.com/resource"],
  ["https://v.vault.usgovcloudapi.net/", "https://ai.azure.us/resource"],
])("the step in the portal of %s is at its cloud's portal", (vaultUrl, portal) => {
  expect(manageIntegrationsInstructions("a", vaultUrl, "s")).toContain(portal);
});
