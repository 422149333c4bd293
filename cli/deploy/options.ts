/** Options of `finetune deploy`, their rules, and the deployment that they become. */
import type { EndpointOptions } from "../deployment/target";
import { findSku, skuHelp } from "./skus";
import type { Sku } from "./skus";

export interface DeployOptions extends EndpointOptions {
  /** Step of the checkpoint; undefined for the job's model. */
  checkpoint?: string;
  /** Name of the deployment. */
  name?: string;
  sku: string;
  capacity: string;
  printConfig?: boolean;
  poll: string;
  json?: boolean;
}

/** A deployment as it is requested. */
export interface WantedDeployment {
  name: string;
  model: string;
  sku: Sku;
  capacity: number;
}

export const isJobId = (target: string): boolean => target.startsWith("ftjob-");

/** Azure names models after their base model and their job: `BASE.ft-ID[-SUFFIX][:ckpt-step-N]`. */
const fineTunedModel =
  /^(?<base>.+?)\.ft-(?<id>[0-9a-f]{8})[0-9a-f]*(?<suffix>-[^:]+)?(?::ckpt-step-(?<step>\d+))?$/i;
const deploymentName = /^[a-z0-9][\w.-]{1,63}$/i;
const maxNameLength = 64;

/** Returns everything that is wrong with the arguments. */
export function deployProblems(target: string, { checkpoint, name, sku, capacity }: DeployOptions): string[] {
  const isModel = fineTunedModel.test(target);
  return [
    ...(isJobId(target) || isModel
      ? []
      : [`${target} is not a job's ID (ftjob-…) or a fine-tuned model's name (BASE.ft-…).`]),
    ...(checkpoint !== undefined && isModel
      ? ["--checkpoint requires a job's ID. A checkpoint's own name already specifies its step."]
      : []),
    ...(checkpoint !== undefined && !/^\d+$/.test(checkpoint)
      ? [`--checkpoint ${checkpoint} is not a step. Specify a whole number.`]
      : []),
    ...(name !== undefined && !deploymentName.test(name)
      ? [`--name ${name} is not valid. Use 2 to 64 letters, digits, hyphens, underscores and dots.`]
      : []),
    ...(findSku(sku) ? [] : [`--sku ${sku} is not known. Specify ${skuHelp}.`]),
    ...(/^[1-9]\d{0,6}$/.test(capacity)
      ? []
      : [`--capacity ${capacity} is not valid. Specify a whole number above 0.`]),
  ];
}

/** Returns a name that another model of the account does not have: of its base model, its job, its suffix and its step. */
export function defaultName(model: string): string {
  const { base = model, id = "", suffix = "", step } = fineTunedModel.exec(model)?.groups ?? {};
  const parts = [base.replace(/-\d{4}-\d{2}-\d{2}$/, ""), id, suffix.slice(1), step && `step-${step}`];
  return parts
    .filter(Boolean)
    .join("-")
    .replace(/[^\w.-]/g, "-")
    .slice(0, maxNameLength)
    .replace(/[-.]+$/, "");
}

/** Returns the ID of the base model of a fine-tuned one, with its version. */
export const baseModelOf = (model: string): string => model.replace(/\.ft-.*$/i, "");
