/** Wrong command lines about which deployment is meant, and about signing in to it. */
import { line } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";

const names = ["--resource-group", "rg", "--account", "contoso-ai", "--vault", "kv-contoso"];
/** A subscription's name, where its id is asked for. */
const notAnId = "Contoso Production";

export const which: WrongCommandLine[] = [
  line(
    "a stack that does not exist",
    "doctor --stack nothing",
    "'nothing'",
    "Pulumi cannot read the stack: no stack named 'nothing' found",
  ),
  line("a stack that is not deployed", "link --stack empty", "endpoint, vaultUrl", "run `pulumi up` first"),
  line(
    "a stack that does not exist, to recover",
    "recover --stack nothing",
    "'nothing'",
    "no stack named 'nothing' found",
  ),
  line("no stack at all", "doctor", "stack", "no stack selected; please use `pulumi stack select`", {
    environment: { PULUMI_STACK: "" },
  }),
  line(
    "a vault without the others",
    "doctor --vault kv-1",
    "--resource-group and --account",
    "must be given too",
  ),
  line(
    "an account without its group",
    "finetune list --account a1",
    "--resource-group",
    "give both --resource-group and --account, or --endpoint",
  ),
  line(
    "a vault alone, to train",
    "finetune list --vault kv-1",
    "--account",
    "give both --resource-group and --account, or --endpoint",
  ),
  line(
    "a secret alone",
    "link --secret wandb",
    "--secret",
    "give --resource-group, --account and --vault too",
  ),
  line(
    "a vault's address as its name",
    "link --resource-group rg --account ai --vault https://kv.vault.azure.net/",
    "--vault https://kv.vault.azure.net/",
    "give its name alone, without https://",
  ),
  line(
    "an account's address as its name",
    "link --resource-group rg --account https://a.openai.azure.com --vault kv-1",
    "--account https://a.openai.azure.com",
    "give its name alone",
  ),
  line(
    "a group's id as its name",
    "link --resource-group /subscriptions/1/resourceGroups/rg --account ai --vault kv-1",
    "--resource-group /subscriptions/1/resourceGroups/rg",
    "give its name alone",
  ),
  line(
    "a secret with underscores",
    `doctor ${names.join(" ")} --secret wandb_key`,
    "--secret wandb_key",
    "give its name alone, 1 to 127 letters",
  ),
  line(
    "a stack, and names",
    `doctor --stack test ${names.join(" ")}`,
    "--stack, --resource-group, --account, --vault",
    "say in one way alone which deployment is meant",
  ),
  line(
    "a stack, and an endpoint",
    "finetune list --stack test --endpoint {endpoint}",
    "--stack, --endpoint",
    "say in one way alone",
  ),
  line("an account that does not exist", "finetune list --resource-group rg --account ai", "ai in rg", "404"),
  {
    what: "a subscription's name for its id",
    words: ["link", "--subscription", notAnId],
    blamed: `--subscription ${notAnId}`,
    says: "give the subscription's id, which is a GUID",
  },
  line(
    "a subscription's name in the environment",
    "recover",
    `ARM_SUBSCRIPTION_ID ${notAnId}`,
    "give the subscription's id",
    { environment: { AZURE_SUBSCRIPTION_ID: "", ARM_SUBSCRIPTION_ID: notAnId } },
  ),
  line("no subscription", "link", "--subscription", "Which subscription?", {
    environment: { AZURE_SUBSCRIPTION_ID: "", ARM_SUBSCRIPTION_ID: "" },
  }),
  line(
    "an endpoint that is a name",
    "finetune list --endpoint contoso",
    "--endpoint contoso",
    "give the account's address alone",
  ),
  line(
    "an endpoint without encryption",
    "finetune list --endpoint http://contoso.openai.azure.com",
    "--endpoint http://contoso.openai.azure.com",
    "give the account's address alone",
  ),
  line(
    "an endpoint with a path",
    "finetune list --endpoint {endpoint}openai/v1",
    "--endpoint {endpoint}openai/v1",
    "give the account's address alone, such as https://NAME.openai.azure.com/",
  ),
  line(
    "an endpoint that is a name, in the environment",
    "finetune list",
    "AZURE_OPENAI_ENDPOINT contoso",
    "give the account's address alone",
    { environment: { AZURE_OPENAI_ENDPOINT: "contoso" } },
  ),
  line(
    "an endpoint that nobody has",
    "finetune list --endpoint https://nobody-there.openai.azure.com/",
    "https://nobody-there.openai.azure.com/",
    "cannot be reached",
  ),
];

export const signingIn: WrongCommandLine[] = [
  line(
    "a wrong client secret",
    `doctor ${names.join(" ")}`,
    "AZURE_CLIENT_SECRET",
    "Nobody is signed in to Azure: run `az login`",
    { environment: { AZURE_CLIENT_SECRET: "wrong" } },
  ),
  line(
    "a tenant that does not exist",
    "finetune list --endpoint {endpoint}",
    "'contoso'",
    "Tenant 'contoso' not found",
    { environment: { AZURE_TENANT_ID: "contoso" } },
  ),
  line(
    "a key of another account",
    "finetune list --endpoint {endpoint}",
    "invalid subscription key",
    "check AZURE_OPENAI_API_KEY",
    {
      environment: { AZURE_OPENAI_API_KEY: "7c1d0e5f2a9b48c3d6e7f8091a2b3c4d" },
    },
  ),
  line(
    "a proxy without its scheme",
    "finetune list --endpoint {endpoint}",
    "HTTPS_PROXY",
    "give the proxy's address, such as http://",
    { environment: { HTTPS_PROXY: "ada:planted-password@localhost:8080" } },
  ),
  line(
    "a W&B without its scheme",
    "sync ftjob-1 --endpoint {endpoint}",
    "WANDB_BASE_URL",
    "give W&B's address, such as https://",
    { environment: { WANDB_BASE_URL: "wandb.contoso.example" } },
  ),
  line(
    "sync without a key",
    "sync ftjob-1 --endpoint {endpoint}",
    "WANDB_API_KEY",
    "Which W&B key? Set WANDB_API_KEY",
  ),
];
