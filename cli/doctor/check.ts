/** What a check is, what it finds out, and what it passes on to the checks that need it. */
import type { Account } from "@azure/arm-cognitiveservices";
import type { Secret, Vault } from "@azure/arm-keyvault";
import type { AzureClients } from "../azure/clients";
import type { StackResources } from "../deployment/stackResources";
import type { Target } from "../deployment/target";
import type { WandbIntegration } from "../openai/assumedIntegration";
import type { Lifecycle } from "../openai/lifecycle";
import type { TrainingType } from "../openai/trainingTypes";
import type { Viewer } from "../wandb/viewer";

export type CheckId =
  | "account.exists"
  | "account.provisioned"
  | "account.kind"
  | "account.rollback"
  | "account.automaticUpgrade"
  | "account.subdomain"
  | "account.identity"
  | "account.outboundAccess"
  | "account.localAuthentication"
  | "training.models"
  | "training.modelAndType"
  | "training.permission"
  | "training.jobQuota"
  | "vault.exists"
  | "vault.network"
  | "secret.exists"
  | "secret.enabled"
  | "secret.expiry"
  | "secret.permission"
  | "secret.deletion"
  | "secret.value"
  | "identity.secretAccess"
  | "stack.roleAssignments"
  | "stack.principals"
  | "wandb.server"
  | "wandb.apiKey"
  | "wandb.entity"
  | "wandb.integration";

/**
 * - `passed`
 * - `warning`: the integration may work, but look at it.
 * - `failed`: the integration cannot work.
 * - `skipped`: it does not apply, a check that this one needs did not pass, or the options do not provide what it compares.
 */
export type Status = "passed" | "warning" | "failed" | "skipped";

/** What the command prints about a check. */
export interface Finding {
  id: CheckId;
  title: string;
  status: Status;
  detail: string;
  /** What to do, usually a command to paste. */
  remedy?: string;
  /** URL. */
  documentation: string;
  /** Whether the check applies and could not be completed, such as for lack of a permission. */
  notChecked?: true;
  /** What `--fix` does about it. */
  fix?: Fix;
}

/** What is safe to do without asking: it adds what is missing, and a second time it changes nothing. */
export interface Fix {
  /** What it does, such as `restore the stack's role assignments`: printed before it starts. */
  plan: string;
  /** @returns What it did. */
  apply(): Promise<string>;
}

/** What each check can use. What the stack contains is undefined if the deployment is specified without a stack. */
export interface Examination extends Partial<StackResources> {
  target: Target;
  azure: AzureClients;
}

/** What checks find out for other checks. */
export interface Facts {
  account: Account & { id: string; location: string };
  endpoint: string;
  /** Object ID of the account's system-assigned identity. */
  principalId: string;
  models: readonly RegionalModel[];
  vault: Vault & { id: string; name: string };
  secret: Secret;
  /** The user of the W&B API key. */
  viewer: Viewer;
  /** The W&B integration, if it is configured as the deployment requires. */
  integration: WandbIntegration;
}

/** A model that the account's region can fine-tune. */
export interface RegionalModel extends Lifecycle {
  name: string;
  version: string;
  trainingTypes: readonly TrainingType[];
}

/** The fact that a check passes on. */
interface FactOf {
  "account.exists": "account";
  "account.subdomain": "endpoint";
  "account.identity": "principalId";
  "training.models": "models";
  "vault.exists": "vault";
  "secret.exists": "secret";
  "wandb.apiKey": "viewer";
  "wandb.integration": "integration";
}

type FactsFrom<Id extends CheckId> = Pick<Facts, FactOf[Id & keyof FactOf]>;

/** What a check finds, and the facts that it passes on. */
type Outcome<PassedFacts> =
  | {
      status: "passed" | "warning";
      detail: string;
      remedy?: string;
      fix?: Fix | undefined;
      notChecked?: true;
      facts: PassedFacts;
    }
  | { status: "failed"; detail: string; remedy: string; fix?: Fix | undefined }
  | { status: "skipped"; detail: string; notChecked?: true };

/** @template Needs IDs of the checks whose facts this check uses. */
interface CheckDefinition<Id extends CheckId, Needs extends CheckId> {
  /** Stable: scripts and tests refer to it. */
  id: Id;
  title: string;
  /** The check is skipped unless these passed, with or without a warning. */
  needs: readonly Needs[];
  documentation: string;
  /** The facts of the checks that it needs are always set. Other facts are set if their checks passed before. */
  run(examination: Examination & Partial<Facts> & FactsFrom<Needs>): Promise<Outcome<FactsFrom<Id>>>;
}

/** A check, as the runner sees it. */
export interface Check {
  id: CheckId;
  title: string;
  needs: readonly CheckId[];
  documentation: string;
  run(examination: Examination & Facts): Promise<Outcome<Partial<Facts>>>;
}

/** Defines a check. Its type follows from its ID and from what it needs. */
export const defineCheck = <Id extends CheckId, Needs extends CheckId>(
  check: CheckDefinition<Id, Needs>,
): Check => check;

/** @param facts What the check passes on. */
export const passed = <F extends Partial<Facts> = object>(detail: string, facts = {} as F) => ({
  status: "passed" as const,
  detail,
  facts,
});

export const warning = (detail: string, remedy: string, fix?: Fix) => ({
  status: "warning" as const,
  detail,
  remedy,
  ...(fix ? { fix } : {}),
  facts: {},
});

export const failed = (detail: string, remedy: string, fix?: Fix) => ({
  status: "failed" as const,
  detail,
  remedy,
  fix,
});

/** For a check that does not apply. */
export const skipped = (detail: string) => ({ status: "skipped" as const, detail });

/** For a check that applies and cannot be completed. @param remedy What allows it, if the user can do something. */
export const notChecked = (detail: string, remedy?: string) => ({
  ...(remedy === undefined ? skipped(detail) : warning(detail, remedy)),
  notChecked: true as const,
});

/** What `--fix` did. */
export interface Fixes {
  /** What it did about failed checks. */
  fixed: string[];
  /** What it did about warnings. */
  prevented: string[];
  /** What it could not do, with the reason. */
  notFixed: string[];
}
