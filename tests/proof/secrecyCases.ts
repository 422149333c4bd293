/** What may show the W&B API key: options of the Pulumi CLI, commands, and the places that docs/explanation/security.md names. */

/** A place at which a command may leave the key. */
export const places = {
  stdout: "standard output",
  stderr: "standard error",
  temporaryLog: "a log in the temporary folder",
  namedFile: "the file that the option names",
  automaticLog: "the automatic log, encrypted",
} as const;

export type Place = keyof typeof places;

/** Commands that run providers, in an order in which each has everything to do. */
export const deployments = ["refresh", "destroy", "preview", "up"] as const;

/** Other commands: they read or write the state and the configuration. */
export const others = ["stack export", "stack history", "stack output", "config"] as const;

export type Command = (typeof deployments)[number] | (typeof others)[number];

export interface SecrecyCase {
  /** The option, with its argument. */
  name: string;
  /** The option as the documentation has it, where it has several in one row. */
  documentedAs?: string;
  args?: readonly string[];
  environment?: Readonly<Record<string, string>>;
  /** Commands without this option; all of them by default. */
  commands?: readonly Command[];
  /** Where a command shows the key, besides the automatic log, which every deployment leaves. */
  shows?: Partial<Record<Command, readonly Place[]>>;
}

const inDeployments = (...shown: Place[]): SecrecyCase["shows"] =>
  Object.fromEntries(deployments.map((command) => [command, shown]));

/** Stands for the folder of the files that options name. */
export const namedFolder = "NAMED_FOLDER";

/** The program calls Pulumi alone, and Node's gRPC would send its traces through the proxy of the local Azure. */
const traced = { grpc_proxy: "", https_proxy: "", HTTPS_PROXY: "", http_proxy: "", HTTP_PROXY: "" };

const levels = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11];

export const secrecyCases: readonly SecrecyCase[] = [
  { name: "none" },
  { name: "--debug", args: ["--debug"], commands: deployments },
  { name: "--diff", args: ["--diff"], commands: deployments },
  { name: "--json", args: ["--json"], commands: [...deployments, "stack history", "stack output", "config"] },
  {
    name: "PULUMI_ENABLE_STREAMING_JSON_PREVIEW --json",
    args: ["--json"],
    environment: { PULUMI_ENABLE_STREAMING_JSON_PREVIEW: "true" },
    commands: deployments,
  },
  {
    // A flag for those who debug Pulumi.
    name: "--event-log FILE",
    args: ["--event-log", `${namedFolder}/events`],
    environment: { PULUMI_DEBUG_COMMANDS: "true" },
    commands: deployments,
  },
  { name: "--profiling FILE", args: ["--profiling", `${namedFolder}/profile`] },
  { name: "--otel-traces file://FILE", args: ["--otel-traces", `file://${namedFolder}/otel`] },
  { name: "--save-plan FILE", args: ["--save-plan", `${namedFolder}/plan`], commands: ["preview"] },
  { name: "PULUMI_DEBUG_COMMANDS", environment: { PULUMI_DEBUG_COMMANDS: "true" } },
  { name: "--logflow", args: ["--logflow"] },
  { name: "--logtostderr", args: ["--logtostderr"], shows: inDeployments("stderr") },
  ...levels.map((level) => ({
    name: `-v=${level}`,
    documentedAs: `-v=${levels[0]} … -v=${levels.at(-1)}`,
    args: [`-v=${level}`],
    shows: inDeployments("temporaryLog"),
  })),
  ...[1, 9, 11].map((level) => ({
    name: `-v=${level} --logflow --logtostderr`,
    documentedAs: "-v=N --logflow --logtostderr",
    args: [`-v=${level}`, "--logflow", "--logtostderr"],
    shows: inDeployments("stderr"),
  })),
  {
    name: "--tracing file:FILE",
    args: ["--tracing", `file:${namedFolder}/trace`],
    environment: traced,
    shows: inDeployments("namedFile"),
  },
  {
    name: "PULUMI_DEBUG_GRPC=FILE",
    environment: { PULUMI_DEBUG_GRPC: `${namedFolder}/grpc` },
    shows: inDeployments("namedFile"),
  },
  {
    name: "--show-secrets",
    args: ["--show-secrets"],
    commands: ["preview", "up", ...others],
    shows: { "stack export": ["stdout"], config: ["stdout"] },
  },
  {
    name: "--show-secrets --json",
    args: ["--show-secrets", "--json"],
    commands: ["stack history", "stack output", "config"],
    shows: { "stack history": ["stdout"], config: ["stdout"] },
  },
  {
    name: "--show-secrets --diff",
    args: ["--show-secrets", "--diff"],
    commands: ["preview", "up"],
    shows: { preview: ["stdout"], up: ["stdout"] },
  },
];

/** Where a command shows the key, by the documentation. */
export const documentedPlaces = ({ shows }: SecrecyCase, command: Command): Place[] => [
  ...(shows?.[command] ?? []),
  ...((deployments as readonly Command[]).includes(command) ? (["automaticLog"] as const) : []),
];

/** The commands of a case, in their order. */
export const commandsOf = ({ commands = [...deployments, ...others] }: SecrecyCase): Command[] =>
  [...others, ...deployments].filter((command) => commands.includes(command));
