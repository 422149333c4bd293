/** docs/reference/messages.md: what the checks and the tables of causes contain, by their IDs. */
import { signInCauses } from "../cli/azure/signInErrors";
import { allChecks } from "../cli/doctor/allChecks";
import type { CheckId } from "../cli/doctor/check";
import { serverChecks } from "../cli/doctor/checks/wandb";
import { jobFailureCauses } from "../cli/finetune/jobFailures";
import { failureCauses } from "../cli/network/failure";
import { serviceErrorCauses } from "../cli/network/serviceErrors";
import { combinations } from "../components/validation/combinations";
import { formerArguments } from "../components/validation/formerArguments";
import { markdownTable } from "./markdownTable";

/** When a check does not pass. */
const notPassedWhen: Readonly<Record<CheckId, string>> = {
  "account.exists": "The account does not exist, or you may not read it",
  "account.provisioned": "Azure has not finished the account, or has failed to",
  "account.kind": "The account is no OpenAI resource: Foundry resources have no W&B integration",
  "account.rollback": "Something prevents that a Foundry resource becomes an OpenAI resource again",
  "account.automaticUpgrade": "Warning: Azure may upgrade the account to Foundry, and nothing prevents it",
  "account.subdomain": "The account has no subdomain, which sign-in with Microsoft Entra ID requires",
  "account.identity": "The account has no system-assigned identity, which reads the key",
  "account.outboundAccess": "The account may not reach the vault or W&B. Warning: one of W&B's two hosts",
  "account.localAuthentication": "Warning: the account's keys are disabled, which the portal may need",
  "training.models": "The region cannot fine-tune any model",
  "training.modelAndType":
    "The region does not fine-tune the model of `--model` in that tier. Warning: its training ends soon",
  "training.permission": "Warning: nobody has a role that allows fine-tuning",
  "training.jobQuota": "The account has as many jobs, or queued jobs, as it may have",
  "vault.exists": "The vault does not exist, or you may not read it",
  "vault.network": "The vault's firewall or closed endpoint denies Azure OpenAI",
  "secret.exists": "The secret does not exist, or you may not read it",
  "secret.enabled": "The secret is disabled",
  "secret.expiry": "The secret has expired. Warning: it expires within 14 days",
  "secret.permission": "Warning: nobody may write secrets, so that nobody can rotate the key",
  "secret.deletion": "Warning: you may not delete the secret, so that a `destroy` or a new name fails",
  "secret.value": "The vault has another key than the stack's settings",
  "identity.secretAccess": "The account's identity may not read the secret",
  "stack.roleAssignments": "Role assignments that the stack has created are missing",
  "stack.principals": "Warning: principals of the stack's role assignments no longer exist",
  "wandb.server": "Warning: `WANDB_BASE_URL` is not W&B's public server, to which alone Azure logs",
  "wandb.apiKey": "W&B does not accept the key. Warning: it is a person's",
  "wandb.entity": "The key's user may not log to the entity of `--entity`",
  "wandb.integration":
    "The account is not configured to read this vault and secret. Azure publishes no way to read it: skipped without `--assumed-endpoint`",
};

const plain = (text: string) => text.replaceAll("<", "\\<");
const code = (text: string) => `\`${text.replaceAll("`", "")}\``;

function checkTable(): string {
  const other = { WANDB_BASE_URL: "https://wandb.contoso.com" };
  const checks = new Map(
    [
      ...allChecks({ model: "gpt-4.1-mini", entity: "contoso" }, []),
      ...allChecks({}, undefined),
      ...serverChecks(other),
    ].map((check) => [check.id, check] as const),
  );
  const rows = Object.entries(notPassedWhen).map(([id, when]) => {
    const check = checks.get(id as CheckId);
    if (!check) {
      throw new Error(`doctor has no check ${id}.`);
    }
    return [code(id), check.title, when, check.needs.map(code).join(", ")];
  });
  return markdownTable(["ID", "Check", "Fails when", "Needs"], rows);
}

/** Rows of one kind in the order of their first, each with its ID. */
const withIds = <Row extends { kind: string }>(area: string, rows: readonly Row[]) =>
  rows.map((row) => ({ ...row, id: code(`${area}.${row.kind}`) }));

const pattern = (expression: RegExp | undefined) => (expression ? [code(expression.source)] : []);

const serviceTable = () =>
  markdownTable(
    ["ID", "Recognized by", "What to do"],
    withIds("service", serviceErrorCauses).map(({ id, status, code: codes, message, remedy }) => [
      id,
      [
        ...(status === undefined
          ? []
          : [typeof status === "number" ? `status ${status}` : "status 500 to 599"]),
        ...pattern(codes),
        ...pattern(message),
      ].join(", "),
      plain(typeof remedy === "string" ? remedy : remedy({ status: 0, codes: [], message: "" })),
    ]),
  );

const signInTable = () =>
  markdownTable(
    ["ID", "Codes of Microsoft Entra ID (AADSTS…), or text", "What to do"],
    withIds("signIn", signInCauses).map(({ id, codes = [], text, remedy }) => [
      id,
      [...codes.map(String), ...pattern(text)].join(", "),
      remedy,
    ]),
  );

const jobTable = () =>
  markdownTable(
    ["ID", "Azure's code", "Azure's message", "What to do"],
    withIds("job", jobFailureCauses).map(({ id, code: codes, message, remedy }) => [
      id,
      pattern(codes).join(""),
      pattern(message).join(""),
      remedy,
    ]),
  );

/** Remedies of connections, whatever the settings of this machine. */
function networkRemedies(): string[][] {
  const variable = "NODE_EXTRA_CA_CERTS";
  const before = process.env[variable];
  delete process.env[variable];
  try {
    const failure = {
      service: { name: "the service", setting: "the setting that the message names" },
      url: new URL("https://host.example"),
      proxy: { uri: "", host: "PROXY:PORT", variable: "HTTPS_PROXY" },
      codes: [],
      text: "",
      proxyStatus: undefined,
    };
    return withIds("network", failureCauses).map(({ id, remedy, mayPass }) => [
      id,
      remedy(failure)
        .replaceAll("host.example", "HOST")
        .replace(/http:\/\/USER\S+?(?=,)/, code)
        .replace(/\d{4}-\d\d-\d\dT[\d:.]+Z/, "TIME"),
      mayPass ? "yes" : "no",
    ]);
  } finally {
    if (before !== undefined) {
      process.env[variable] = before;
    }
  }
}

const argumentTable = () =>
  markdownTable(
    ["Argument", "Reason"],
    combinations.map(({ propertyPath, reason }) => [code(propertyPath), plain(reason)]),
  );

const formerTable = () =>
  markdownTable(
    ["Former argument", "Argument"],
    Object.entries(formerArguments).map(([former, now]) => [code(former), code(now)]),
  );

/** The reference page of messages. */
export const messagesPage = (): string => `# Messages

<!-- Written by \`npm run generate\` from the tables of checks and causes. -->

What the CLI checks, which causes of failures it recognizes, and what the component refuses, each with its ID. The message itself names the
resource, the setting and the service's own code. For an error message that you have, search [Troubleshooting](../how-to/troubleshoot.md) first.

## Checks of doctor

A check that needs another one is skipped if that one does not pass. With \`--json\`, \`doctor\` prints the same IDs, with the command that resolves each problem.

${checkTable()}

## Errors of Azure and W&B

The first row that matches applies. Patterns are regular expressions of the service's code or message.

<!-- cspell:disable -->

${serviceTable()}

## Sign-in

${signInTable()}

## Jobs that failed

Azure publishes no list of codes. The service's own code and message are printed in any case.

${jobTable()}

<!-- cspell:enable -->

## Connections

The message has the code of the operating system, of TLS or of the proxy. Requests that may pass are tried again.

${markdownTable(["ID", "What to do", "Tried again"], networkRemedies())}

## Training files

Rules for examples, formats and encodings: [Training files](training-files.md#rules-for-an-example).

## Arguments of the component

Each argument is checked by itself as the [reference](component.md) describes it. These combinations are refused, all at once, before anything is
created:

${argumentTable()}

## Arguments with another name

${formerTable()}
`;
