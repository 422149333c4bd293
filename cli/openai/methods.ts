/** Methods of Azure OpenAI fine-tuning. They differ in what an example is, in their hyperparameters and in the models that support them. */

interface MethodRow {
  /** Value of `--method`, of `method.type` in requests, and name of the object beside it. */
  name: string;
  /** Name in Azure's documentation. */
  title: string;
  /** What one line of a training file has. */
  example: string;
}

const table = [
  {
    name: "supervised",
    title: "Supervised fine-tuning",
    example: '{"messages": [… the last one of the assistant]}',
  },
  {
    name: "dpo",
    title: "Direct preference optimization",
    example: '{"input": {"messages": […]}, "preferred_output": […], "non_preferred_output": […]}',
  },
  {
    name: "reinforcement",
    title: "Reinforcement fine-tuning",
    example: '{"messages": [… the last one of the user], … what graders read}',
  },
] as const satisfies readonly MethodRow[];

export type Method = (typeof table)[number]["name"];

export const methods: readonly (MethodRow & { name: Method })[] = table;

/** Returns the method with a name, in any case; undefined if there is none. */
export const findMethod = (name: string): Method | undefined =>
  table.find((row) => row.name === name.toLowerCase())?.name;
