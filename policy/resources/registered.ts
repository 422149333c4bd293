/**
 * Resources with the inputs that they were registered with. At the end, Pulumi passes the outputs of each resource, and azure-native's
 * lack what is part of an id, such as the scope of a role assignment in a preview.
 */
import type { Resource } from "./kinds";

const registered = new Map<string, Resource>();

/** Remembers a resource's inputs. */
export function rememberInputs(resource: Resource): void {
  registered.set(resource.urn, resource);
}

/** Returns a resource with its inputs; with its outputs, where this deployment did not register it. */
export const withInputs = (resource: Resource): Resource => registered.get(resource.urn) ?? resource;
