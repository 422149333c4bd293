import type * as pulumi from "@pulumi/pulumi";

/** A resource that exists outside the integration: specify `id`, or `name` with `resourceGroupName`. */
export interface ExistingResource {
  /** Conditional. Its name. Required, unless `id` is set. */
  name?: pulumi.Input<string>;
  /** Optional. Its resource group, where `name` is set. Default: the integration's resource group. */
  resourceGroupName?: pulumi.Input<string>;
  /**
   * Conditional. Its ARM id, `/subscriptions/…`. Required, unless `name` is set. For another subscription, pass the provider
   * that reaches it in the component's options (`accountProvider`, `vaultProvider`).
   */
  id?: pulumi.Input<string>;
}
