/** Training types of Azure OpenAI fine-tuning. They differ in where a model is trained, in price and in availability. */

interface TrainingTypeRow {
  /** Value of `--tier`, and of `trainingType` in requests. */
  name: string;
  /** Name in the Azure portal. */
  title: string;
  /** Capability of a model in the account's data plane. */
  dataPlaneCapability: string;
  /** Capability of a model in Azure Resource Manager. */
  armCapability: string;
  /** Whether some regions alone offer it, for any model. */
  isRegional?: boolean;
}

const table = [
  {
    name: "standard",
    title: "Standard",
    dataPlaneCapability: "fine_tune",
    armCapability: "fineTune",
  },
  {
    name: "globalstandard",
    title: "Global Standard",
    dataPlaneCapability: "global_fine_tune",
    armCapability: "globalFineTune",
  },
  {
    name: "developerTier",
    title: "Developer",
    dataPlaneCapability: "devtier_fine_tune",
    armCapability: "devTierFineTune",
  },
  {
    // `DatazoneStandard` in azure-ai-projects (2026); ARM's capability is recorded (Azure/azure-dev, 22 June 2026). That of the data
    // plane is assumed, after the others.
    name: "datazonestandard",
    title: "Data Zone Standard",
    dataPlaneCapability: "datazone_fine_tune",
    armCapability: "datazoneFineTune",
    isRegional: true,
  },
] as const satisfies readonly TrainingTypeRow[];

export type TrainingType = (typeof table)[number]["name"];

export const trainingTypeNames = table.map(({ name }) => name);

const trainingTypes: readonly (TrainingTypeRow & { name: TrainingType })[] = table;

/** The training type of a job that specifies none. */
export const defaultTrainingType: TrainingType = "standard";

/** Training types by the numbers that Azure accepts for them (litellm#24687, March 2026). */
const numbered: readonly TrainingType[] = ["standard", "globalstandard"];

/** Returns the training types that a model's capabilities include. */
export const trainingTypesOf = (
  plane: "dataPlaneCapability" | "armCapability",
  isCapable: (capability: string) => boolean,
): TrainingType[] => table.filter((row) => isCapable(row[plane])).map(({ name }) => name);

/** Returns the training type with a name, in any case; undefined if there is none. */
export const findTrainingType = (name: string): TrainingType | undefined =>
  table.find((row) => row.name.toLowerCase() === name.toLowerCase())?.name;

/** Returns the training type that a job returns, in lower case: it is a name in any case, or a number. */
export function readTrainingType(value: unknown): string | undefined {
  const name = typeof value === "number" ? numbered[value] : value;
  return typeof name === "string" ? name.toLowerCase() : undefined;
}

const namesOf = (isRegional: boolean) =>
  trainingTypes.filter((row) => (row.isRegional ?? false) === isRegional).map(({ name }) => name);
const listed = (names: readonly string[]) =>
  names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.slice(-1).join("")}` : names.join("");

/** Describes the training types with their names in the Azure portal. */
export const trainingTypeHelp = table.map(({ name, title }) => `${name} (${title})`).join(", ");

/** Returns what is wrong with the value of `--tier`; empty if it is valid. */
export const trainingTypeProblems = (tier: string, name = "--tier"): string[] =>
  findTrainingType(tier)
    ? []
    : [
        `${name} ${tier} is not a training type. Specify ${listed(namesOf(false))}. Some regions also offer ${listed(namesOf(true))}.`,
      ];
