import { chooseWay } from "../../../cli/azure/credential";

const ids = { ARM_TENANT_ID: "t", ARM_CLIENT_ID: "c" };

/** The order is azure-native's, so that the CLI signs in as the deployment did. */
test.each<[string, Record<string, string>, RegExp]>([
  [
    "a certificate",
    { ...ids, ARM_CLIENT_CERTIFICATE_PATH: "c.pem", ARM_CLIENT_SECRET: "x" },
    /ARM_CLIENT_CERTIFICATE_PATH/,
  ],
  ["a secret", { ...ids, ARM_CLIENT_SECRET: "x", ARM_USE_OIDC: "true" }, /ARM_CLIENT_SECRET/],
  ["OIDC", { ...ids, ARM_USE_OIDC: "true", ARM_USE_MSI: "true" }, /ACTIONS_ID_TOKEN_REQUEST_URL/],
  ["a managed identity", { ARM_USE_MSI: "true" }, /ARM_USE_MSI/],
  ["nothing: the default chain", ids, /Run az login/],
  [
    "the default chain's own variables",
    { ...ids, ARM_USE_OIDC: "true", AZURE_FEDERATED_TOKEN_FILE: "token" },
    /Run az login/,
  ],
])("the CLI signs in by the deployment's settings: %s", (_what, environment, remedy) => {
  expect(chooseWay(environment).remedy).toMatch(remedy);
});

test("a setting that is missing is reported where the token is requested", async () => {
  const { credential } = chooseWay({ ARM_USE_OIDC: "true" });
  await expect(credential.getToken("https://management.azure.com/.default")).rejects.toThrow();
});
