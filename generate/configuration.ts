/** What is generated from the table of settings: `config:` of Pulumi.yaml, and its reference page. */
import { settings } from "../stack/settingsTable";
import type { Setting } from "../stack/settingsTable";

const describe = ({ description, empty }: Setting<unknown>) =>
  empty === undefined ? description : `${description}; empty means ${empty}`;

/** A scalar of YAML, quoted where it has to be. */
const yaml = (value: unknown) => (value === "" ? '""' : JSON.stringify(value).replace(/^"([\w-]+)"$/, "$1"));

/** The text of a description, folded where it is long. */
function foldedDescription(text: string): string {
  const line = `    description: ${/[:#]\s|^[[{"'>|*&!%@`]/.test(text) ? JSON.stringify(text) : text}`;
  if (line.length <= 110) {
    return line;
  }
  const lines = [""];
  for (const word of text.split(" ")) {
    const last = lines[lines.length - 1] ?? "";
    if (last !== "" && last.length + word.length + 1 > 102) {
      lines.push(word);
    } else {
      lines[lines.length - 1] = last === "" ? word : `${last} ${word}`;
    }
  }
  return ["    description: >-", ...lines.map((each) => `      ${each}`)].join("\n");
}

/** No type for a list or an object: see storedValues.ts. */
function typeAndDefault(setting: Setting<unknown>): [type: string[], byDefault: string[]] {
  if (!("parse" in setting)) {
    return [[], [`    default: ${setting.type === "list" ? "[]" : "{}"}`]];
  }
  const type = [`    type: ${setting.type}`, ...(setting.secret ? ["    secret: true"] : [])];
  return [type, setting.default === undefined ? [] : [`    default: ${yaml(setting.default)}`]];
}

function declaration([name, setting]: readonly [string, Setting<unknown>]): string {
  const [type, byDefault] = typeAndDefault(setting);
  return [`  ${name}:`, ...type, foldedDescription(describe(setting)), ...byDefault].join("\n");
}

/** Pulumi.yaml with its `config:` generated again; what is above it stays. */
export function pulumiYaml(current: string): string {
  const [head = ""] = current.split(/^config:$/m);
  return `${head}config:\n${settings.map(declaration).join("\n")}\n`;
}

const cell = (text: string) => text.replaceAll("|", "\\|");

const defaultOf = (setting: Setting<unknown>) => {
  if (!("parse" in setting) || setting.default === "") {
    return setting.empty ?? "none";
  }
  return setting.default === undefined ? "required" : `\`${String(setting.default)}\``;
};

/** The reference page of the settings. */
export function configurationPage(): string {
  const rows = settings.map(([name, setting]) => {
    const argument = setting.argument === undefined ? "" : `\`${setting.argument}\``;
    const type = "secret" in setting ? `${setting.type}, secret` : setting.type;
    return `| \`${name}\` | ${type} | ${cell(setting.description)} | ${cell(defaultOf(setting))} | ${argument} |`;
  });
  return [
    "# Configuration",
    "<!-- Generated from stack/settingsTable.ts by `npm run generate`. -->",
    "Set a value with `pulumi config set NAME VALUE`, an item of a list with `pulumi config set --path 'NAME[0]' VALUE`, and a " +
      "property of an object with `pulumi config set --path 'NAME.PROPERTY' VALUE`. The stack reports all wrong settings at once, " +
      "before it deploys anything. The last column names the argument of [WandbIntegration](component.md) that a setting becomes.",
    ["| Setting | Type | Meaning | Default | Argument |", "|---|---|---|---|---|", ...rows].join("\n"),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}
