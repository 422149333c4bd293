import { checkOptions } from "./optionRules";
import type { ArgumentError } from "./optionRules";
import { fineTuningRegions, normalizeRegion } from "./regions";
import {
  IdentityGrantScope,
  IdentityRole,
  OnSoftDeleted,
  PermissionModel,
  PrincipalType,
} from "./wandbIntegrationArgs";
import type { Principal, WandbIntegrationArgs } from "./wandbIntegrationArgs";

export type { ArgumentError } from "./optionRules";

/** Says what is wrong with a value and what to do, or undefined where nothing is. Never repeats a secret. */
type Rule = (value: string, args: WandbIntegrationArgs) => string | undefined;

function oneOf(...choices: string[]): Rule {
  return (value) =>
    choices.includes(value)
      ? undefined
      : `is "${value}", which is not one of ${choices.map((choice) => `"${choice}"`).join(", ")}`;
}

function pattern(expression: RegExp, remedy: string): Rule {
  return (value) => (expression.test(value) ? undefined : `is "${value}": ${remedy}`);
}

/** Things that people leave in a template: none of them can be a key, and each passes for one at a glance. */
const placeholder =
  /[<>{}$]|^(your|my|the|insert|replace|change|enter|todo|fixme|example|placeholder|dummy|xxx)/i;

/**
 * The shape that W&B's own client demands (wandb/sdk/lib/wbauth/validation.py): 40 or more of `[\w-]`, perhaps behind a
 * prefix; or a JSON Web Token. Old keys have 40 characters, new ones 86.
 */
const apiKeyShape = /^[\w-]{40,}$|^[\w-]+\.[\w-]+\.[\w-]+$/;

/** What is wrong with a W&B API key; never says any part of the key. */
export function checkWandbApiKey(key: string | undefined): string | undefined {
  const remedy = "copy the whole key from https://wandb.ai/authorize and store it as a secret";
  if (key === undefined || key.trim() === "") {
    return `is missing or blank: ${remedy}`;
  }
  if (/\s/.test(key)) {
    return `contains white space (a line break at the end is the usual one): ${remedy}`;
  }
  if (placeholder.test(key) || /^(.)\1*$/.test(key)) {
    return `looks like a placeholder: ${remedy}`;
  }
  if (!apiKeyShape.test(key)) {
    return `has ${key.length} characters or characters that no W&B key has; a key has 40 or more letters, digits, "_" or "-": ${remedy}`;
  }
  return undefined;
}

const checkLocation: Rule = (value, args) => {
  if (args.skipLocationCheck || fineTuningRegions.includes(normalizeRegion(value))) {
    return undefined;
  }
  return (
    `is "${value}", which is not a region known to fine-tune Azure OpenAI models: choose one of ` +
    `${fineTuningRegions.join(", ")}, or set skipLocationCheck to true if Azure has added it since`
  );
};

/** Rules of the arguments that are texts, by the argument's name. Names: Azure's own rules for each. */
const rules: { [Name in keyof WandbIntegrationArgs]?: Rule } = {
  resourceGroupName: pattern(
    /^[-\w.()]{0,89}[-\w()]$/u,
    'use 1 to 90 letters, digits, "_", "-", "." or parentheses, not ending in "."',
  ),
  wandbApiKey: checkWandbApiKey,
  location: checkLocation,
  accountName: pattern(
    /^[a-z0-9][\w.-]{1,63}$/i,
    'use 2 to 64 letters, digits, "_", "." or "-", beginning with a letter or digit',
  ),
  customSubDomainName: pattern(
    /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/i,
    "use 2 to 64 letters, digits and hyphens, beginning and ending with a letter or digit",
  ),
  vaultName: pattern(
    /^(?!.*--)[a-z][a-z0-9-]{1,22}[a-z0-9]$/i,
    "use 3 to 24 letters, digits and single hyphens, beginning with a letter and ending with a letter or digit",
  ),
  secretName: pattern(/^[a-z0-9-]{1,127}$/i, "use 1 to 127 letters, digits and hyphens"),
  identityGrantScope: oneOf(...Object.values(IdentityGrantScope)),
  onSoftDeleted: oneOf(...Object.values(OnSoftDeleted)),
  diagnosticsWorkspaceId: pattern(
    /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+\/providers\/Microsoft\.OperationalInsights\/workspaces\/[^/]+$/i,
    "give the ARM id of a Log Analytics workspace, /subscriptions/…/workspaces/NAME",
  ),
  permissionModel: oneOf(...Object.values(PermissionModel)),
  identityRole: oneOf(...Object.values(IdentityRole)),
};

const requiredArgs = (args: WandbIntegrationArgs) =>
  args.secret?.existing ? (["resourceGroupName"] as const) : (["resourceGroupName", "wandbApiKey"] as const);

const guid = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

/** What is wrong with an object id that has become known. */
export function checkObjectId(objectId: string): string | undefined {
  return guid.test(objectId)
    ? undefined
    : `is "${objectId}", which is not a GUID: give the object id that Microsoft Entra shows for the user, the group ` +
        "or the enterprise application (not the application's client id)";
}

function checkPrincipals(listName: string, principals: readonly Principal[]): ArgumentError[] {
  const errors: ArgumentError[] = [];
  const seen = new Map<string, string>();
  principals.forEach((principal, index) => {
    const path = `${listName}[${index}]`;
    const typeError = oneOf(...Object.values(PrincipalType))(principal.type, {} as WandbIntegrationArgs);
    if (typeError) {
      errors.push({ propertyPath: `${path}.type`, reason: typeError });
    }
    if (typeof principal.objectId === "string") {
      const reason = checkObjectId(principal.objectId);
      if (reason) {
        errors.push({ propertyPath: `${path}.objectId`, reason });
      }
    }
    const key = principalKey(principal);
    if (key === undefined) {
      errors.push({
        propertyPath: `${path}.key`,
        reason:
          "is missing: give a key where objectId is another resource's output, since grants are named by it",
      });
      return;
    }
    const first = seen.get(key);
    if (first !== undefined) {
      errors.push({ propertyPath: path, reason: `is the same principal as ${first}: leave one of them out` });
    }
    seen.set(key, seen.get(key) ?? path);
  });
  return errors;
}

/** What a principal's grants are named by, or undefined where it cannot be known in advance. Object ids compare in any case. */
export function principalKey(principal: Principal): string | undefined {
  return (
    principal.key ?? (typeof principal.objectId === "string" ? principal.objectId.toLowerCase() : undefined)
  );
}

/**
 * Everything that is wrong with the arguments, as far as it can be known before anything is deployed. Values that are
 * outputs are checked when they become known.
 * @returns One entry for each wrong argument; empty where all is well. Reasons never contain the W&B key.
 */
export function validateArgs(args: WandbIntegrationArgs): ArgumentError[] {
  const errors: ArgumentError[] = [];
  for (const name of requiredArgs(args)) {
    if (args[name] === undefined || args[name] === null) {
      errors.push({
        propertyPath: name,
        reason: rules[name]?.("", args)?.replace(/^is "":/, "is missing:") ?? "is missing",
      });
    }
  }
  for (const [name, rule] of Object.entries(rules)) {
    const value: unknown = args[name as keyof WandbIntegrationArgs];
    const reason = typeof value === "string" ? rule(value, args) : undefined;
    if (reason) {
      errors.push({ propertyPath: name, reason });
    }
  }
  if (args.enablePurgeProtection === false) {
    errors.push({
      propertyPath: "enablePurgeProtection",
      reason: "is false, which Azure refuses once and for all vaults: leave it out, or set it to true",
    });
  }
  errors.push(...checkPrincipals("secretsOfficers", args.secretsOfficers ?? []));
  errors.push(...checkPrincipals("teamMembers", args.teamMembers ?? []));
  errors.push(...checkOptions(args));
  return errors;
}
