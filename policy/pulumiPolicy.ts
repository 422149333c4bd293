/** A row of the table as Pulumi runs it. */
import { UnknownValueError } from "@pulumi/policy";
import type { PolicyResource, ResourceValidationPolicy, StackValidationPolicy } from "@pulumi/policy";
import type { Policy } from "./policy";
import { defaultSettings } from "./policy";
import { referenceUrl } from "./referenceUrl";
import { integrationOf } from "./resources/integration";
import { kindOf, kinds } from "./resources/kinds";
import type { Resource } from "./resources/kinds";
import { rememberInputs, withInputs } from "./resources/registered";

/** A value that is known only during the update is no violation; the update checks it. */
function unlessUnknown<Result>(check: () => Result): Result | undefined {
  try {
    return check();
  } catch (error) {
    if (error instanceof UnknownValueError) {
      return undefined;
    }
    throw error;
  }
}

/** A resource in words: `Vault "wandb-vault" of WandbIntegration "wandb"`. */
function titleOf(resource: Resource): string {
  const kind = kindOf(resource.type);
  const integration = integrationOf(resource);
  const title = `${kind ? kinds[kind].title : resource.type} "${resource.name}"`;
  return integration?.name === undefined ? title : `${title} of WandbIntegration "${integration.name}"`;
}

type Settings = Record<string, unknown>;

/** Returns the message of a violation; undefined where there is none. */
function violationOf(policy: Policy, resource: Resource, settings: Settings): string | undefined {
  const problem = unlessUnknown(() => policy.problem(resource, settings));
  if (problem === undefined) {
    return undefined;
  }
  const { argument, property } = policy.remedy(settings);
  return [
    `${titleOf(resource)} ${problem}.`,
    `${integrationOf(resource) ? argument : property}.`,
    ...(policy.consequence ? [policy.consequence] : []),
  ].join(" ");
}

/**
 * Converts a policy. What is registered as part of an integration is checked before anything is created; what only the whole stack shows is
 * checked at the end of a preview and of an update. Pulumi runs both functions of a policy, each where it belongs.
 */
export function pulumiPolicy(policy: Policy): ResourceValidationPolicy & StackValidationPolicy {
  const defaults = defaultSettings(policy);
  const remedy = policy.remedy(defaults);
  /** Violations of this process that were reported at registration: the stack would repeat them. */
  const reported = new Set<string>();
  return {
    name: policy.name,
    description: policy.rule,
    enforcementLevel: policy.level,
    severity: policy.severity,
    url: `${referenceUrl}#${policy.name}`,
    remediationSteps: `${remedy.argument}.`,
    ...(Object.keys(policy.settings).length > 0 ? { configSchema: { properties: policy.settings } } : {}),
    validateResource(args, report) {
      rememberInputs(args);
      const settings = { ...defaults, ...args.getConfig<Settings>() };
      const violation = policy.covers.atRegistration(args, settings)
        ? violationOf(policy, args, settings)
        : undefined;
      if (violation !== undefined) {
        reported.add(violation);
        report(violation);
      }
    },
    validateStack(args, report) {
      const settings = { ...defaults, ...args.getConfig<Settings>() };
      const resources: readonly PolicyResource[] = args.resources;
      for (const resource of policy.covers.inStack(resources, settings)) {
        const checked = policy.covers.reads === "inputs" ? withInputs(resource) : resource;
        const violation = violationOf(policy, checked, settings);
        if (violation !== undefined && !reported.has(violation)) {
          report(violation, resource.urn);
        }
      }
    },
  };
}
