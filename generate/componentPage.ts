import { componentType } from "../components/componentType";
import type { PackageSchema, PropertySchema, TypeSchema } from "./schema";

const shortName = (ref: string) => ref.slice(ref.lastIndexOf(":") + 1);

function typeOf({ type, $ref, items, additionalProperties }: PropertySchema): string {
  if ($ref !== undefined) {
    const name = shortName($ref);
    return `[${name}](#${name.toLowerCase()})`;
  }
  if (items) {
    return `list of ${typeOf(items)}`;
  }
  return additionalProperties ? `map of ${typeOf(additionalProperties)}` : (type ?? "any");
}

const oneLine = (text = "") => text.replace(/\s+/g, " ").replaceAll("|", "\\|").trim();

function table(properties: Record<string, PropertySchema>, areInputs: boolean): string {
  const rows = Object.entries(properties).map(([name, property]) => {
    const output = property.plain ? "no" : "yes";
    const cells = [
      `\`${name}\``,
      typeOf(property),
      ...(areInputs ? [output] : []),
      oneLine(property.description),
    ];
    return `| ${cells.join(" | ")} |`;
  });
  const heads = ["Name", "Type", ...(areInputs ? ["Accepts an output"] : []), "Meaning"];
  return [`| ${heads.join(" | ")} |`, `|${heads.map(() => "---").join("|")}|`, ...rows].join("\n");
}

function typeSection([token, { description, properties, enum: choices }]: [string, TypeSchema]): string {
  const body = choices
    ? choices.map(({ value, description: meaning }) => `- \`${value}\`: ${oneLine(meaning)}`).join("\n")
    : table(properties ?? {}, true);
  return `### ${shortName(token)}\n\n${oneLine(description)}\n\n${body}`;
}

/** The component's reference page: arguments, their types, and outputs, from the package schema. */
export function componentPage({ resources, types }: PackageSchema): string {
  const component = resources[componentType];
  if (!component) {
    throw new Error(`The schema has no ${componentType}.`);
  }
  const [summary = ""] = (component.description ?? "").split("\n@");
  return [
    "# WandbIntegration",
    "<!-- Generated from components/schema.json by `npm run generate`. -->",
    oneLine(summary),
    `Pulumi type: \`${componentType}\`. In TypeScript: \`import { WandbIntegration } from "azure-openai-wandb"\`.`,
    "## Arguments",
    "What belongs to a resource is in its object. A value that accepts an output is checked when it is known, by the same rule as a plain one.",
    table(component.inputProperties, true),
    "## Types",
    ...Object.entries(types).map(typeSection),
    "## Outputs",
    table(component.properties, false),
    "",
  ]
    .join("\n\n")
    .replace(/\n+$/, "\n");
}
