/** Options that specify a stack of any Pulumi program. */
export interface StackOptions {
  /** Name of the stack, such as `dev` or `organization/project/dev`. @default The selected stack */
  stack?: string;
  /** Folder of the Pulumi project. @default The current one */
  cwd?: string;
  /** Environment variables of the Pulumi CLI besides those of this process. */
  envVars?: Record<string, string>;
}

/** Options that specify an integration of a stack. */
export interface IntegrationOptions extends StackOptions {
  /** Its name, the names of its parents and its own (`platform/team-a/research`), or its URN. @default The only one of the stack */
  integration?: string;
}

/** Tells whether options specify a stack, so that variables that specify an account do not count. */
export const namesStack = ({ stack, cwd, integration }: IntegrationOptions): boolean =>
  stack !== undefined || cwd !== undefined || integration !== undefined;
