/** What a policy is: a row of the table in policies/. Pulumi's form of it follows from the row (pulumiPolicy.ts). */
import type { PolicyConfigSchema, Severity } from "@pulumi/policy";
import type { Coverage } from "./resources/coverage";
import type { Resource } from "./resources/kinds";

/** The level at which a policy is enforced, unless the configuration specifies another one. */
export type Level = "advisory" | "mandatory" | "disabled";

/** What to do about a violation, as one imperative sentence without its full stop. */
export interface Remedy {
  /** In the arguments of a WandbIntegration. */
  argument: string;
  /** In the resource's own properties, where a program declares it by itself. */
  property: string;
}

/** JSON schemas of settings, each with a description. */
export type SettingSchemas = PolicyConfigSchema["properties"];

/** A policy. */
export interface Policy<Settings = Record<string, unknown>> {
  /** Id, as `--policy-pack-config` and messages have it. */
  name: string;
  /** The rule, as one sentence. */
  rule: string;
  level: Level;
  severity: Severity;
  /** Settings besides the enforcement level; their defaults are part of the schemas. */
  settings: SettingSchemas;
  covers: Coverage;
  /** What follows from the remedy, as one or more sentences; left out where nothing does. */
  consequence?: string;
  remedy(settings: Settings): Remedy;
  /**
   * What is wrong with a resource: completes a sentence that begins with its name, without the value of any property.
   * A value that is not known yet throws, and then the resource has no violation.
   */
  problem(resource: Resource, settings: Settings): string | undefined;
}

/** A row of the table, of which only the row itself knows the type of its settings. */
export const policy = <Settings extends object>(row: Policy<Settings>): Policy => row as unknown as Policy;

/** The defaults of a policy's settings. */
export const defaultSettings = ({ settings }: Pick<Policy, "settings">): Record<string, unknown> =>
  Object.fromEntries(
    Object.entries(settings).flatMap(([name, schema]) =>
      schema.default === undefined ? [] : [[name, schema.default]],
    ),
  );
