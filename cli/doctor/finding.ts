/** What a check finds, and what checks know of each other. */
import type { Account } from "@azure/arm-cognitiveservices";
import type { Secret, Vault } from "@azure/arm-keyvault";
import type { AzureClients } from "../azure/clients";
import type { Target } from "../target";
import type { Viewer } from "../wandb/viewer";

/** `ok`; `warning`: it may work, but look at it; `failed`: the link cannot work; `skipped`: what it needs is missing. */
export type Status = "ok" | "warning" | "failed" | "skipped";

export interface Finding {
  check: string;
  status: Status;
  /** What was seen. */
  seen: string;
  /** A command to paste, where something is to be done. */
  remedy?: string;
  /** Does what is safe to do without asking, and says what it did. */
  fix?: () => Promise<string>;
}

/** What is asked besides: a model and its tier, an entity of W&B, the link itself. */
export interface Questions {
  model?: string;
  tier?: string;
  entity?: string;
  assumedEndpoint?: boolean;
}

/** What the checks know so far: each may use what those before it have found. */
export interface Examined {
  target: Target;
  azure: AzureClients;
  questions: Questions;
  account?: Account;
  vault?: Vault;
  secret?: Secret;
  /** Whose key it is, once W&B has said so. */
  viewer?: Viewer;
}

export interface Check {
  title: string;
  /** Undefined: it was not asked for. */
  run(examined: Examined): Promise<Omit<Finding, "check"> | undefined>;
}

/** What puts a stack right. */
export const repair = "npx pulumi up";

export const ok = (seen: string) => ({ status: "ok" as const, seen });
export const warning = (seen: string, remedy: string) => ({ status: "warning" as const, seen, remedy });
export const failed = (seen: string, remedy: string, fix?: Finding["fix"]) => ({
  status: "failed" as const,
  seen,
  remedy,
  ...(fix ? { fix } : {}),
});
export const skipped = (what: string) => ({
  status: "skipped" as const,
  seen: `there is no ${what} to look at`,
});
