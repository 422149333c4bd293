/**
 * SKUs with which fine-tuned models are deployed (Azure, "Deploy a fine-tuned model for inferencing" and "Test a fine-tuned model"). They differ
 * in where requests are processed, in what a deployment costs and in how long it lives.
 */

export interface Sku {
  /** Name in ARM. */
  name: string;
  title: string;
  /** What the deployment costs while it exists, besides its tokens. */
  hosting: string;
  /** When Azure deletes the deployment by itself. */
  lifetime: string;
}

/** Month of the prices. */
export const pricesFrom = "November 2026";
const hourly = `about 1.70 $ an hour while it exists, used or not (price of ${pricesFrom})`;
const idle = "Azure deletes a deployment that is not used for 15 days. The model remains.";
const reserved = `the reserved capacity (see Azure's prices, ${pricesFrom})`;

const table = [
  { name: "Standard", title: "in the account's region", hosting: hourly, lifetime: idle },
  { name: "GlobalStandard", title: "in any region", hosting: hourly, lifetime: idle },
  {
    name: "DeveloperTier",
    title: "in any region, for tests: 24 hours, no hosting fee, no SLA",
    hosting: "no hosting fee",
    lifetime: "Azure deletes it after 24 hours. The model remains.",
  },
  {
    name: "ProvisionedManaged",
    title: "reserved capacity in the account's region",
    hosting: reserved,
    lifetime: idle,
  },
  {
    name: "GlobalProvisionedManaged",
    title: "reserved capacity in any region",
    hosting: reserved,
    lifetime: idle,
  },
] as const satisfies readonly Sku[];

export const skus: readonly Sku[] = table;
export const defaultSku = "Standard";
export const skuHelp = table.map(({ name }) => name).join(", ");

/** Returns the SKU with a name, in any case; undefined if there is none. */
export const findSku = (name: string): Sku | undefined =>
  skus.find((sku) => sku.name.toLowerCase() === name.toLowerCase());

/** @throws RangeError if there is no such SKU. */
export function requireSku(name: string): Sku {
  const sku = findSku(name);
  if (!sku) {
    throw new RangeError(`There is no SKU ${name}.`);
  }
  return sku;
}
