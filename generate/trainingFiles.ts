/** docs/reference/training-files.md: what `validate` and `finetune` check, from the tables of formats, rules and models. */
import { methods, methodsOf } from "../cli/openai/methods";
import { binaryFormats } from "../cli/trainingFile/formats/binary";
import { encodings, otherEncoding } from "../cli/trainingFile/formats/encodings";
import type { Format } from "../cli/trainingFile/formats/format";
import { lineSyntaxes } from "../cli/trainingFile/formats/lineSyntax";
import { recordFormats, valueFormats } from "../cli/trainingFile/formats/records";
import { allTextFormats } from "../cli/trainingFile/formats/texts";
import { modelFacts, pricesRead, pricesUrl } from "../cli/trainingFile/modelFacts";
import type { ModelFacts } from "../cli/trainingFile/modelFacts";
import { rules } from "../cli/trainingFile/rules";
import { markdownTable } from "./markdownTable";

/** Texts that are not code, in which Markdown would see markup. */
const plain = (text: string) => text.replaceAll("<", "\\<").replaceAll("```", "three backticks");

function formatRows(formats: readonly Format[]): string[][] {
  const rows = formats.map(({ what, advice, command }) => [
    plain(what),
    command ? `\`${command}\`` : `${plain(advice ?? "")}.`,
  ]);
  // Several signatures can have the same row.
  return [...new Map(rows.map((row) => [row.join(), row])).values()];
}

const formatTable = (formats: readonly Format[]) =>
  markdownTable(["The file …", "What to do"], formatRows(formats));

const ruleTable = markdownTable(
  ["Rule", "Otherwise", "Source"],
  Object.values(rules).map(({ summary, level, source }) => [summary, level, source]),
);

const methodTable = markdownTable(
  ["Method", "`--method`", "A line has"],
  methods.map(({ title, name, example }) => [title, `\`${name}\``, `\`${example}\``]),
);

function modelRow({ family, maxExampleTokens, vision, prices, hourlyPrice }: ModelFacts): string[] {
  const dollars = (price: number | undefined) => (price === undefined ? "–" : `$${price.toFixed(2)}`);
  return [
    family,
    (methodsOf(family) ?? []).join(", "),
    maxExampleTokens.toLocaleString("en"),
    vision ? "yes" : "no",
    ...[prices.standard, prices.globalstandard, prices.developerTier].map(dollars),
    hourlyPrice === undefined ? "–" : dollars(hourlyPrice),
  ];
}

const modelTable = markdownTable(
  [
    "Model",
    "Methods",
    "Tokens of an example",
    "Images",
    "Standard",
    "Global",
    "Developer",
    "An hour of reinforcement",
  ],
  modelFacts.map(modelRow),
);

export const trainingFilesPage = (): string => `# Training files

<!-- Written by \`npm run generate\` from cli/trainingFile/. -->

\`validate\` checks files before you upload them, and \`finetune\` checks them the same way:

\`\`\`sh
npx azure-openai-wandb validate train.jsonl --validation-file valid.jsonl --method dpo --model gpt-4.1
\`\`\`

A file is JSONL in UTF-8: each line is one example, a JSON object. A byte-order mark at the beginning is accepted, and so is a file
without one. A training file has at least 10 examples, a validation file at least one, and both have at most 512 MB.

Nothing here has been tried on a real subscription. Each rule names its source. A rule is an error where Azure or OpenAI refuse an
example, and a warning where their strictness is not settled or where nothing is learned from it. \`assumed\` means that no source
was found.

## Methods

The method is recognized from the examples. Use \`--method\` to require one.

${methodTable}

## Files in another format

A file in another format is reported once, with how to convert it, and not line by line. In the commands, FILE is your file and OUT the
converted one. A file with some wrong lines among right ones is reported by its lines.

### Compressed and binary files

${formatTable(binaryFormats)}

### Encodings

${formatTable([...encodings, otherEncoding("lines 3 and 7")])}

### Texts

${formatTable([...allTextFormats, ...lineSyntaxes, ...valueFormats])}

### Formats of other services and libraries

${formatTable(recordFormats)}

## Rules for an example

${ruleTable}

## Tokens and prices

\`validate\` counts tokens with the encoding of these models (\`o200k_base\`), as OpenAI's cookbook does. Files of more than 2 MB are
counted by a sample; \`--tokens\` counts all of their tokens. An image counts 85 tokens, which is the least.

The end of an example with more tokens than its model accepts is cut off. Azure and OpenAI document the limit, and OpenAI that it cuts
off: a warning tells how many examples are longer.

The price of supervised fine-tuning and DPO is tokens × epochs × price. Without \`--epochs\`, the number of epochs is what the service
chooses by OpenAI's cookbook; two were recorded on Azure, 10 epochs for 10 examples and 3 for 40. Reinforcement fine-tuning is billed
by the hour, and pauses at $5,000.

Prices are estimates in dollars for a million tokens, read in ${pricesRead}. See <${pricesUrl}> for those of your region.

${modelTable}
`;
