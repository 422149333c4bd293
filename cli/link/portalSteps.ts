/** The steps in the portal, as `link` prints them and as docs/pictures/manage-integrations.svg draws them. */
import { portalPath, portalStep } from "../../components/portalStep";

/** What the form asks for, by its labels. */
export type PortalValues = Record<keyof typeof portalStep.fields, string>;

/** One step: what you do, and with which labels or values. */
export type PortalStep =
  | { does: "open"; url: string; accountName: string }
  | { does: "select"; path: readonly string[] }
  | { does: "enter"; fields: readonly { label: string; value: string }[] }
  | { does: "confirm"; button: string };

/** The steps for an account. @param url The account's page in the classic portal. */
export const portalSteps = (url: string, accountName: string, values: PortalValues): PortalStep[] => [
  { does: "open", url, accountName },
  { does: "select", path: portalPath },
  {
    does: "enter",
    fields: [
      { label: portalStep.fields.vaultUrl, value: values.vaultUrl },
      { label: portalStep.fields.secretName, value: values.secretName },
    ],
  },
  { does: "confirm", button: portalStep.confirm },
];

const labelWidth = 16;

/** The lines of a step: the first one follows its number. */
function linesOf(step: PortalStep): string[] {
  switch (step.does) {
    case "open":
      return [
        `Open  ${step.url}`,
        `(the classic portal, in its Azure OpenAI view; if it shows another resource, select "${step.accountName}")`,
      ];
    case "select":
      return [step.path.join(" > ")];
    case "enter":
      return step.fields.map(({ label, value }) => label.padEnd(labelWidth) + value);
    case "confirm":
      return [`${step.button}. Jobs can now log to W&B.`];
  }
}

/** The steps as numbered lines. */
export const portalLines = (steps: readonly PortalStep[]): string[] =>
  steps.flatMap((step, index) =>
    linesOf(step).map((line, row) => (row === 0 ? `  ${index + 1}. ${line}` : `     ${line}`)),
  );
