/** Methods of Azure OpenAI fine-tuning. They differ in what an example is, in their hyperparameters and in the models that support them. */
import { familyOf } from "./modelNames";

interface MethodRow {
  /** Value of `--method`, of `method.type` in requests, and name of the object beside it. */
  name: string;
  /** Name in Azure's documentation. */
  title: string;
  /** What one line of a training file has. */
  example: string;
  /**
   * Models that support it, without their versions (fine-tune-supported-models.md of MicrosoftDocs/azure-ai-docs, March 2026). The
   * API does not list methods. Models that no row has are not refused: newer ones than this table exist.
   */
  models: readonly string[];
  /** The model that is trained where none is specified. */
  defaultModel: string;
}

const table = [
  {
    name: "supervised",
    title: "Supervised fine-tuning",
    example: '{"messages": [… the last one of the assistant]}',
    models: ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o", "gpt-4o-mini", "gpt-35-turbo"],
    defaultModel: "gpt-4.1-mini",
  },
  {
    name: "dpo",
    title: "Direct preference optimization",
    example: '{"input": {"messages": […]}, "preferred_output": […], "non_preferred_output": […]}',
    models: ["gpt-4.1", "gpt-4.1-mini", "gpt-4.1-nano", "gpt-4o"],
    defaultModel: "gpt-4.1-mini",
  },
  {
    name: "reinforcement",
    title: "Reinforcement fine-tuning",
    example: '{"messages": [… the last one of the user], … what graders read}',
    models: ["o4-mini", "gpt-5"],
    defaultModel: "o4-mini",
  },
] as const satisfies readonly MethodRow[];

export type Method = (typeof table)[number]["name"];

export const methods: readonly (MethodRow & { name: Method })[] = table;

/** The method of a job that specifies none, and whose training file does not tell it. */
export const defaultMethod: Method = "supervised";

/** Tells whether a text is the name of a method as requests have it. */
export const isMethod = (text: string): text is Method => table.some(({ name }) => name === text);

/** Returns the method with a name, in any case; undefined if there is none. */
export const findMethod = (name: string): Method | undefined =>
  table.find((row) => row.name === name.toLowerCase())?.name;

/** Returns the row of a method. */
export const methodRow = (method: Method): (typeof methods)[number] =>
  methods.find(({ name }) => name === method) ?? table[0];

const names = table.map(({ name }) => name);
export const methodNames = `${names.slice(0, -1).join(", ")} or ${names.slice(-1).join("")}`;

/** Describes the methods with their names in Azure's documentation. */
export const methodHelp = table.map(({ name, title }) => `${name} (${title})`).join(", ");

/** Returns the methods that train a model; undefined for a model that the table does not have. */
export function methodsOf(model: string): Method[] | undefined {
  const family = familyOf(model);
  const supporting = methods.filter(({ models }) => models.includes(family)).map(({ name }) => name);
  return supporting.length > 0 ? supporting : undefined;
}

/** Returns what is wrong with the value of `--method`; empty if it is valid. */
export const methodProblems = (method: string, name = "--method"): string[] =>
  findMethod(method) ? [] : [`${name} ${method} is not a method. Specify ${methodNames}.`];
