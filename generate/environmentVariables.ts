/** Variables that the CLI reads, for its reference page. A test compares the table with the sources. */

interface Variable {
  names: readonly string[];
  meaning: string;
}

export const environmentVariables: readonly { title: string; variables: readonly Variable[] }[] = [
  {
    title: "Sign-in to Azure",
    variables: [
      {
        names: ["AZURE_TENANT_ID", "AZURE_CLIENT_ID"],
        meaning: "Tenant and application, as Azure's SDKs read them",
      },
      {
        names: [
          "AZURE_CLIENT_SECRET",
          "AZURE_CLIENT_CERTIFICATE_PATH",
          "AZURE_FEDERATED_TOKEN_FILE",
          "AZURE_TOKEN_CREDENTIALS",
        ],
        meaning:
          "Where one is set, the CLI signs in as Azure's SDKs do, and reads no `ARM_…` variable for it",
      },
      { names: ["ARM_TENANT_ID", "ARM_CLIENT_ID"], meaning: "Tenant and application, as Pulumi reads them" },
      { names: ["ARM_CLIENT_SECRET"], meaning: "Client secret" },
      {
        names: ["ARM_CLIENT_CERTIFICATE_PATH", "ARM_CLIENT_CERTIFICATE_PASSWORD"],
        meaning: "Client certificate, and its password",
      },
      {
        names: [
          "ARM_USE_OIDC",
          "ARM_OIDC_TOKEN",
          "ARM_OIDC_TOKEN_FILE_PATH",
          "ARM_OIDC_AUDIENCE",
          "ARM_OIDC_REQUEST_URL",
          "ARM_OIDC_REQUEST_TOKEN",
        ],
        meaning: "OpenID Connect: the pipeline's token, or where it is requested",
      },
      {
        names: ["ACTIONS_ID_TOKEN_REQUEST_URL", "ACTIONS_ID_TOKEN_REQUEST_TOKEN"],
        meaning: "The same, as GitHub Actions sets them",
      },
      { names: ["ARM_USE_MSI"], meaning: "`true` signs in with the machine's managed identity" },
      {
        names: ["AZURE_SUBSCRIPTION_ID", "ARM_SUBSCRIPTION_ID"],
        meaning: "Subscription, where `--subscription` does not specify it",
      },
      {
        names: ["AZURE_CLOUD", "ARM_ENVIRONMENT", "AZURE_AUTHORITY_HOST"],
        meaning: "Cloud of Azure: see [Use another cloud of Azure](../how-to/use-another-cloud.md)",
      },
    ],
  },
  {
    title: "Account",
    variables: [
      {
        names: ["AZURE_OPENAI_ENDPOINT"],
        meaning: "Endpoint of the account, where no option specifies the account",
      },
      { names: ["AZURE_OPENAI_API_KEY"], meaning: "Key of the account, used in place of a sign-in" },
    ],
  },
  {
    title: "W&B",
    variables: [
      {
        names: ["WANDB_API_KEY", "NETRC", "WANDB_CONFIG_DIR"],
        meaning:
          "API key, and where it and W&B's settings are: see [Log jobs by sync](../how-to/log-jobs-by-sync.md#where-sync-looks)",
      },
      { names: ["WANDB_BASE_URL", "WANDB_APP_URL"], meaning: "Server, and where its pages are" },
      { names: ["WANDB_PROJECT", "WANDB_ENTITY"], meaning: "Project and entity of runs" },
    ],
  },
  {
    title: "Network and output",
    variables: [
      {
        names: ["HTTPS_PROXY", "HTTP_PROXY", "NO_PROXY"],
        meaning: "Proxy, and hosts that need none; in lower case too",
      },
      {
        names: ["NODE_EXTRA_CA_CERTS"],
        meaning: "PEM file with more certificate authorities, which Node.js reads",
      },
      {
        names: ["OUTAGE_TIMEOUT_SECONDS"],
        meaning: "How long commands that follow or log a job wait for a service that fails. Default: 900",
      },
      {
        names: ["NO_COLOR", "CI", "TERM"],
        meaning: "No colors and no bars that move, where `NO_COLOR` or `CI` is set, or `TERM` is `dumb`",
      },
      {
        names: ["XDG_STATE_HOME"],
        meaning:
          "Where the CLI keeps backups of states and what it remembers of jobs. Default: `~/.local/state`",
      },
    ],
  },
];
