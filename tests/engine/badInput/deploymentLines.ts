/** Wrong command lines that specify no deployment, or with which sign-in fails. */
import { line } from "./commandLine";
import type { WrongCommandLine } from "./commandLine";

const names = ["--resource-group", "rg", "--account", "contoso-ai", "--vault", "kv-contoso"];
/** A subscription's name instead of its ID. */
const notAnId = "Contoso Production";

export const deployment: WrongCommandLine[] = [
  line(
    "a stack that does not exist",
    "doctor --stack nothing",
    "'nothing'",
    "Pulumi cannot read the stack: no stack named 'nothing' found",
  ),
  line("a stack that is not deployed", "link --stack empty", "endpoint, vaultUrl", "Run pulumi up first"),
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
    "Specify --resource-group and --account too",
  ),
  line(
    "an account without its group",
    "finetune list --account a1",
    "--resource-group",
    "Specify both --resource-group and --account, or only --endpoint or --stack.",
  ),
  line(
    "a vault alone, to train",
    "finetune list --vault kv-1",
    "--account",
    "Specify both --resource-group and --account, or only --endpoint or --stack.",
  ),
  line(
    "a secret alone",
    "link --secret wandb",
    "--secret",
    "Specify --resource-group, --account and --vault too.",
  ),
  line(
    "a vault's URL as its name",
    "link --resource-group rg --account ai --vault https://kv.vault.azure.net/",
    "--vault https://kv.vault.azure.net/",
    "Specify the name without https://",
  ),
  line(
    "an account's endpoint as its name",
    "link --resource-group rg --account https://a.openai.azure.com --vault kv-1",
    "--account https://a.openai.azure.com",
    "Specify the name without",
  ),
  line(
    "a group's id as its name",
    "link --resource-group /subscriptions/1/resourceGroups/rg --account ai --vault kv-1",
    "--resource-group /subscriptions/1/resourceGroups/rg",
    "Specify the name without",
  ),
  line(
    "a secret with underscores",
    `doctor ${names.join(" ")} --secret wandb_key`,
    "--secret wandb_key",
    "Use 1 to 127 letters",
  ),
  line(
    "a stack, and names",
    `doctor --stack test ${names.join(" ")}`,
    "--stack, --resource-group, --account, --vault",
    "cannot be combined. Specify only one of --stack, --endpoint, or --resource-group with --account.",
  ),
  line(
    "a stack, and an endpoint",
    "finetune list --stack test --endpoint {endpoint}",
    "--stack, --endpoint",
    "cannot be combined",
  ),
  line("an account that does not exist", "finetune list --resource-group rg --account ai", "ai in rg", "404"),
  {
    what: "a subscription's name for its id",
    args: ["link", "--subscription", notAnId],
    blamed: `--subscription ${notAnId}`,
    message: "is not a subscription ID. Specify the subscription's GUID",
  },
  line(
    "a cloud that does not exist",
    "finetune list --endpoint https://a.openai.azure.com",
    "AZURE_CLOUD moon",
    "Set it to AzureCloud or AzureUSGovernment, or unset it.",
    { environment: { AZURE_CLOUD: "moon" } },
  ),
  line(
    "variables of different clouds",
    "finetune list --endpoint https://a.openai.azure.com",
    "AZURE_CLOUD AzureCloud and ARM_ENVIRONMENT usgovernment",
    "Set them to the cloud of the deployment, or unset all but one.",
    { environment: { AZURE_CLOUD: "AzureCloud", ARM_ENVIRONMENT: "usgovernment" } },
  ),
  line(
    "a cloud without Azure OpenAI",
    "finetune list --endpoint https://a.openai.azure.cn",
    "21Vianet (China) does not offer Azure OpenAI",
    "Use an account in another cloud, and set AZURE_CLOUD to it.",
    { environment: { AZURE_CLOUD: "AzureChinaCloud" } },
  ),
  line(
    "an endpoint in another cloud than the sign-in",
    "finetune list --endpoint https://a.openai.azure.us",
    "https://a.openai.azure.us/ belongs to Azure US Government",
    "Set AZURE_CLOUD=AzureUSGovernment",
  ),
  line(
    "a stack in another cloud than the sign-in",
    "doctor",
    "The stack's vault",
    "and you sign in to Azure US Government. Set AZURE_CLOUD=AzureCloud",
    { environment: { AZURE_CLOUD: "AzureUSGovernment" } },
  ),
  line(
    "a vault's names in a cloud without Azure OpenAI",
    `link ${names.join(" ")}`,
    "21Vianet (China)",
    "Use an account in another cloud",
    { environment: { ARM_ENVIRONMENT: "china" } },
  ),
  line(
    "a subscription's name in the environment",
    "recover",
    `ARM_SUBSCRIPTION_ID ${notAnId}`,
    "is not a subscription ID",
    { environment: { AZURE_SUBSCRIPTION_ID: "", ARM_SUBSCRIPTION_ID: notAnId } },
  ),
  line("no subscription", "link", "--subscription", "No Azure subscription is specified", {
    environment: { AZURE_SUBSCRIPTION_ID: "", ARM_SUBSCRIPTION_ID: "" },
  }),
  line(
    "an endpoint that is a name",
    "finetune list --endpoint contoso",
    "--endpoint contoso",
    "is not an account's endpoint",
  ),
  line(
    "an endpoint without encryption",
    "finetune list --endpoint http://contoso.openai.azure.com",
    "--endpoint http://contoso.openai.azure.com",
    "is not an account's endpoint",
  ),
  line(
    "an endpoint with a path",
    "finetune list --endpoint {endpoint}openai/v1",
    "--endpoint {endpoint}openai/v1",
    "Specify a URL without a path, such as https://NAME.openai.azure.com/",
  ),
  line(
    "an endpoint that is a name, in the environment",
    "finetune list",
    "AZURE_OPENAI_ENDPOINT contoso",
    "is not an account's endpoint",
    { environment: { AZURE_OPENAI_ENDPOINT: "contoso" } },
  ),
  line(
    "an endpoint that does not exist",
    "finetune list --endpoint https://nobody-there.openai.azure.com/",
    "https://nobody-there.openai.azure.com/",
    "cannot be reached",
  ),
];

export const signIn: WrongCommandLine[] = [
  line(
    "a wrong client secret",
    `doctor ${names.join(" ")}`,
    "AZURE_CLIENT_SECRET",
    "Not signed in to Azure. Run az login",
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
    "Set it to the proxy's URL, such as http://",
    { environment: { HTTPS_PROXY: "ada:canary-password@localhost:8080" } },
  ),
  line(
    "a W&B without its scheme",
    "sync ftjob-1 --endpoint {endpoint}",
    "WANDB_BASE_URL",
    "Set it to W&B's URL, such as https://",
    { environment: { WANDB_BASE_URL: "wandb.contoso.example" } },
  ),
  line(
    "sync without a key",
    "sync ftjob-1 --endpoint {endpoint}",
    "WANDB_API_KEY",
    "No W&B API key is available. Set WANDB_API_KEY",
  ),
];
