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
] as const satisfies readonly TrainingTypeRow[];

export type TrainingType = (typeof table)[number]["name"];

/** The training type that Azure uses if a request specifies none. */
export const defaultTrainingType: TrainingType = "standard";

/** Returns the training types that a model's capabilities include. */
export const trainingTypesOf = (
  plane: "dataPlaneCapability" | "armCapability",
  isCapable: (capability: string) => boolean,
): TrainingType[] => table.filter((row) => isCapable(row[plane])).map(({ name }) => name);

/** Returns the training type with a name, in any case; undefined if there is none. */
export const findTrainingType = (name: string): TrainingType | undefined =>
  table.find((row) => row.name.toLowerCase() === name.toLowerCase())?.name;

const names = table.map(({ name }) => name);
export const trainingTypeNames = `${names.slice(0, -1).join(", ")} or ${names.slice(-1).join("")}`;

/** Describes the training types with their names in the Azure portal. */
export const trainingTypeHelp = table.map(({ name, title }) => `${name} (${title})`).join(", ");

/** Returns what is wrong with the value of `--tier`; empty if it is valid. */
export const trainingTypeProblems = (tier: string): string[] =>
  findTrainingType(tier) ? [] : [`--tier ${tier} is not a training type. Specify ${trainingTypeNames}.`];
