/** The picture of the step in the portal: drawn from the steps that `link` prints. It is no copy of the portal's page. */
import { portalSteps } from "../cli/link/portalSteps";
import type { PortalStep } from "../cli/link/portalSteps";
import { clouds } from "../components/clouds";
import { portalStep } from "../components/portalStep";
import { textWidth } from "./textWidth";
import { element, escaped, svg } from "./svg";

/** Values of a deployment with generated names. */
export const pictureSteps = portalSteps(
  `https://${clouds.AzureCloud.foundryPortal}/resource/overview`,
  "wandb-3f9k2m7q",
  { vaultUrl: "https://wandb-vault1a2b3c4d.vault.azure.net/", secretName: "wandb-api-key" },
);

const width = 760;
const height = 420;
const style =
  ".t{font-size:14px;font-weight:600}.l{font-size:13px}.f{font-size:12px;fill:var(--faint)}" +
  ".m{font-size:12px;font-family:ui-monospace,Menlo,Consolas,monospace}" +
  ".b{font-size:13px;font-weight:600;fill:var(--paper)}.n{font-size:12px;font-weight:700;fill:var(--paper)}";

const text = (kind: string, x: number, y: number, content: string, more = {}) =>
  element("text", { class: kind, x, y, ...more }, escaped(content));

const box = (x: number, y: number, boxWidth: number, boxHeight: number, more = {}) =>
  element("rect", {
    x,
    y,
    width: boxWidth,
    height: boxHeight,
    rx: 5,
    fill: "var(--paper)",
    stroke: "var(--frame)",
    ...more,
  });

/** The number of a step, on a disc. */
const number = (step: number, x: number, y: number) =>
  element("circle", { cx: x, cy: y, r: 10, fill: "var(--orange)" }) +
  text("n", x, y + 4, String(step), { "text-anchor": "middle" });

const selected = { stroke: "var(--orange)", "stroke-width": 2 };

/** The bar with the URL, and the account. */
const openStep = ({ url, accountName }: Extract<PortalStep, { does: "open" }>, step: number): string[] => [
  box(24, 20, width - 48, height - 64),
  element("path", { d: `M24 58H${width - 24}`, stroke: "var(--frame)" }),
  box(60, 28, 460, 22, { rx: 11, fill: "var(--fill)" }),
  text("m", 74, 43, url),
  number(step, 42, 39),
  text("f", 540, 43, accountName),
];

/** The menu with the page, the button on it, and the integration as the title of the form. */
function selectStep({ path }: Extract<PortalStep, { does: "select" }>, step: number): string[] {
  const [page = "", button = "", integration = ""] = path;
  return [
    element("path", { d: `M200 58V${height - 44}`, stroke: "var(--frame)" }),
    box(40, 84, 144, 32, { ...selected, fill: "var(--fill)" }),
    text("l", 56, 105, page),
    number(step, 40, 84),
    text("t", 224, 92, page),
    box(560, 74, 156, 30, selected),
    text("l", 638, 94, button, { "text-anchor": "middle" }),
    number(step, 560, 74),
    box(224, 126, 492, height - 190, { fill: "var(--fill)" }),
    text("t", 268, 156, integration),
    number(step, 248, 151),
  ];
}

/** The fields of the form. */
const enterStep = ({ fields }: Extract<PortalStep, { does: "enter" }>, step: number): string[] =>
  fields.flatMap(({ label, value }, index) => {
    const y = 186 + index * 62;
    return [
      text("l", 248, y, label),
      box(248, y + 8, 444, 28, selected),
      text("m", 260, y + 27, value),
      number(step, 692, y + 8),
    ];
  });

const confirmStep = ({ button }: Extract<PortalStep, { does: "confirm" }>, step: number): string[] => [
  element("rect", {
    x: 248,
    y: 312,
    width: textWidth(button, 13, true) + 36,
    height: 30,
    rx: 5,
    fill: "var(--blue)",
  }),
  text("b", 266, 332, button),
  number(step, 248, 312),
];

function drawStep(step: PortalStep, index: number): string[] {
  switch (step.does) {
    case "open":
      return openStep(step, index + 1);
    case "select":
      return selectStep(step, index + 1);
    case "enter":
      return enterStep(step, index + 1);
    case "confirm":
      return confirmStep(step, index + 1);
  }
}

/** The SVG of the steps. */
export const portalPicture = (): string =>
  svg({
    width,
    height,
    title: `${portalStep.button} in the portal`,
    description: pictureSteps.map(describe).join(" "),
    style,
    content: [
      ...pictureSteps.flatMap(drawStep),
      text(
        "f",
        24,
        height - 16,
        "Drawn from the steps that “link” prints: the labels count, the portal’s page looks different.",
      ),
    ],
  });

function describe(step: PortalStep, index: number): string {
  switch (step.does) {
    case "open":
      return `${index + 1}. Open ${step.url} and select the account ${step.accountName}.`;
    case "select":
      return `${index + 1}. Select ${step.path.join(", then ")}.`;
    case "enter":
      return `${index + 1}. Enter ${step.fields.map(({ label, value }) => `${label} ${value}`).join(" and ")}.`;
    case "confirm":
      return `${index + 1}. Select ${step.button}.`;
  }
}
