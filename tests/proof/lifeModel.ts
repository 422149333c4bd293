/** What a sequence of a stack's life expects: the stack's settings, its names and its deployer. */
import type { SettingName } from "../../stack/settingsTable";

export const deployers = ["first", "second", "reader"] as const;
/** Two owners of the subscription, and an identity that may only read. */
export type Deployer = (typeof deployers)[number];

/** A setting as the stack's file has it. */
export type StoredValue = string | string[] | object | object[];

export type Settings = Partial<Record<SettingName, StoredValue>>;

export interface Model {
  /** Settings besides the key; those that are left out have their default. */
  settings: Settings;
  /** Number of the W&B API key. */
  key: number;
  deployer: Deployer;
  /** Names of the component, the present one last. */
  componentNames: string[];
  stackName: string;
  projectName: string;
  /** Names of the policies that are assigned. */
  policies: string[];
  /** The settings of the last `up` that succeeded. */
  deployed: Settings;
}

export const newModel = (): Model => ({
  settings: {},
  key: 0,
  deployer: "first",
  componentNames: ["wandb"],
  stackName: "test",
  projectName: "azure-openai-wandb",
  policies: [],
  deployed: {},
});
