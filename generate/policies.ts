/** docs/reference/policies.md: the policies of the policy pack, from their table. */
import { policies } from "../policy/policies/table";
import type { Policy } from "../policy/policy";
import { defaultSettings } from "../policy/policy";
import { markdownTable } from "./markdownTable";

const overview = markdownTable(
  ["Policy", "Level", "Severity", "Checks"],
  policies.map(({ name, level, severity, covers }) => [`[${name}](#${name})`, level, severity, covers.title]),
);

type Schema = Policy["settings"][string];

/** The values of a setting: its type, or the list of its values. */
const valuesOf = ({ type, enum: values, items }: Schema): string => {
  const listed = values ?? (typeof items === "object" && !Array.isArray(items) ? items.enum : undefined);
  const prefix = type === "array" ? "list of " : "";
  const itemType = typeof items === "object" && !Array.isArray(items) ? items.type : undefined;
  return `${prefix}${listed ? listed.map((value) => `\`${String(value)}\``).join(", ") : String(itemType ?? type)}`;
};

/** Settings without the scope, which is explained once. */
const ownSettings = (settings: Policy["settings"]) =>
  Object.entries(settings).filter(([name]) => name !== "scope");

const settingsTable = ({ settings }: Policy): string =>
  markdownTable(
    ["Setting", "Values", "Default", "Description"],
    ownSettings(settings).map(([name, schema]) => [
      `\`${name}\``,
      valuesOf(schema),
      schema.default === undefined ? "none" : `\`${JSON.stringify(schema.default)}\``,
      schema.description ?? "",
    ]),
  );

function section(policy: Policy): string {
  const { name, rule, level, covers, consequence, settings } = policy;
  const { argument, property } = policy.remedy(defaultSettings(policy));
  const remedies =
    argument === property
      ? [`- Remedy: ${argument}.`]
      : [
          `- Remedy in a \`WandbIntegration\`: ${argument}.`,
          `- Remedy in a resource of its own: ${property}.`,
        ];
  return [
    `## ${name}`,
    rule,
    [
      `- Level: ${level}.`,
      `- Checks: ${covers.title.toLowerCase()}${settings.scope ? "; has the setting `scope`" : ""}.`,
      ...remedies,
    ].join("\n"),
    ...(consequence ? [consequence] : []),
    ...(ownSettings(settings).length > 0 ? [settingsTable(policy)] : []),
  ].join("\n\n");
}

export const policiesPage = (): string => `# Policies

<!-- Written by \`npm run generate\` from policy/policies/. -->

The policies of the policy pack \`azure-openai-wandb-policy\`. To run them, see [Enforce policies](../how-to/enforce-policies.md).

- **Level** is the default: \`mandatory\` fails the preview or the update, \`advisory\` shows a warning, \`disabled\` checks nothing.
  No policy changes a resource: \`remediate\` is the same as \`mandatory\`.
- **Settings** are those of \`--policy-pack-config\`, besides the level.
- **\`scope\`** is a setting of many policies. \`integrations\`, the default, checks what belongs to a \`WandbIntegration\`: its children, and the
  account and the vault of the same stack that it uses (\`account.existing\`, \`vault.existing\`). \`all\` checks every resource of these kinds in
  the stack, other Cognitive Services accounts among them.

Types are those of azure-native, in any API version and any language. Resources of the classic \`azure\` provider are not checked.

${overview}

${policies.map(section).join("\n\n")}
`;
