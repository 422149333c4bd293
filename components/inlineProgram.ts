/**
 * Keeps secrets secret in transforms of an inline program of the Automation API. The SDK keeps what it knows of the engine with the
 * run of such a program, but answers the engine's calls of transforms outside of that run, where it assumes an engine without
 * secrets: properties that a transform has seen then come back, and are written into the state, in plain text (observed with
 * `@pulumi/pulumi` 3.248, `CallbackServer` in runtime/callbacks.js; a program in a process of its own is not affected).
 */

/** What the SDK keeps in global variables, for all copies of it in one process (runtime/state.js). */
interface SdkGlobals {
  asyncLocalStorage?: { getStore(): object | undefined };
  globalStore?: { supportsSecrets?: boolean };
}

/** Every engine that this package supports has secrets. */
export function keepSecretsInTransforms(sdk: SdkGlobals = globalThis as SdkGlobals): void {
  const isInline = sdk.asyncLocalStorage?.getStore() !== undefined;
  if (isInline && sdk.globalStore) {
    sdk.globalStore.supportsSecrets = true;
  }
}
