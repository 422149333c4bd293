/** docs/explanation/cost.md: what costs money, with the prices of the CLI's tables. */
import { pricesFrom, skus } from "../cli/deploy/skus";
import { modelFacts, pricesRead, pricesUrl } from "../cli/trainingFile/modelFacts";
import { markdownTable } from "./markdownTable";

const dollars = (price: number | undefined) => (price === undefined ? "–" : `$${price.toFixed(2)}`);

const trainingTable = markdownTable(
  ["Model", "Standard", "Global", "Developer", "An hour of reinforcement"],
  modelFacts.map(({ family, prices, hourlyPrice }) => [
    family,
    ...[prices.standard, prices.globalstandard, prices.developerTier].map(dollars),
    dollars(hourlyPrice),
  ]),
);

const hostingTable = markdownTable(
  ["SKU", "Where", "Hosting", "Ends"],
  skus.map(({ name, title, hosting, lifetime }) => [`\`${name}\``, title, hosting, lifetime]),
);

/** Prices of a training type, compared with those of Standard. */
function percentages(type: "globalstandard" | "developerTier"): string {
  const ratios = modelFacts.flatMap(({ prices }) => {
    const [price, standard] = [prices[type], prices.standard];
    return price === undefined || standard === undefined ? [] : [Math.round((100 * price) / standard)];
  });
  return `${Math.min(...ratios)} to ${Math.max(...ratios)} %`;
}

/** Tokens and epochs of an example, small enough to follow. */
const example = { tokens: 200_000, epochs: 3, model: "gpt-4.1-mini" };

function exampleText(): string {
  const price = modelFacts.find(({ family }) => family === example.model)?.prices.standard ?? 0;
  const total = (example.tokens * example.epochs * price) / 1_000_000;
  return (
    `A file of ${example.tokens.toLocaleString("en")} tokens, ${example.epochs} epochs, ${example.model}, Standard: ` +
    `${example.tokens.toLocaleString("en")} × ${example.epochs} × ${dollars(price)} ÷ 1,000,000 = ${dollars(total)}.`
  );
}

/** The page about cost. */
export const costPage = (): string => `# Cost

<!-- Written by \`npm run generate\` from the CLI's tables of prices. -->

Which resources cost money, and how much to expect. All prices are estimates in US dollars, without tax and discounts, and differ by region and
agreement. Read the current ones at <${pricesUrl}> before you decide.

| What | You pay for | About |
|---|---|---|
| Azure OpenAI account | Nothing while it exists | – |
| Fine-tuning | Trained tokens, or hours of reinforcement | [Training](#training) |
| Deployments of fine-tuned models | Each hour that they exist, and their tokens | [Hosting](#hosting-of-deployments) |
| Key vault | Operations. An update of the stack, a check by \`doctor\` and a job need some dozens (estimated) | $0.03 for 10,000 operations (2025) |
| Private endpoints | Each hour that one exists, and traffic | $7.30 a month each (2026) |
| Audit logs | Gigabytes that Log Analytics stores: a few megabytes a month | Cents |
| Role assignments, locks, identities | Nothing | – |
| Pulumi's state | A blob of some hundred kilobytes, or your plan of Pulumi Cloud | Cents |
| W&B | Seats of your plan. Service accounts are part of its enterprise plans | [Prices of W&B](https://wandb.ai/site/pricing) |
| The local Azure | Nothing | – |

So the stack itself costs cents a month, without private endpoints. Training and hosting cost dollars to hundreds of dollars, and hosting goes on
until you delete the deployment.

## Training

Supervised fine-tuning and DPO: tokens of the file × epochs × price. Reinforcement: hours, and Azure pauses a job at $5,000. Dollars for a million
tokens, read in ${pricesRead}:

${trainingTable}

${exampleText()} \`npx azure-openai-wandb validate FILE\` computes it for your file, with its tokens counted.

A job that you cancel costs what it has trained. A paused job costs nothing. While a job runs, the same \`finetune\` command
follows it and does not pay for a second one. After its end, the command creates another job.

## Hosting of deployments

${hostingTable}

Prices are of ${pricesFrom}. A deployment that costs $1.70 an hour is about $1,240 a month. \`npx azure-openai-wandb finetune deploy JOB\` shows the price and the end of a
deployment when it creates it.

## Keep it low

- Train with \`--tier globalstandard\`, for ${percentages("globalstandard")} of the price of Standard, or with \`developerTier\`, for ${percentages("developerTier")}.
- Test a model with \`--sku DeveloperTier\`, which has no hosting fee and ends by itself after 24 hours.
- Delete deployments that nobody uses. Azure does so after 15 days without a request.
- Set a budget with an alert on the resource group. Neither Azure nor this project stops a job for its price, but for the limit of reinforcement.
`;
