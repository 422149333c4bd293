/** Azure Policy on a request that writes a resource: policies that change it come first, policies that deny it after them. */
import type { DenyPolicy, ModifyPolicy } from "../../../control/model/policies";
import type { Platform } from "../../../service";
import { disallowed } from "./denial";
import { applies, resourceOf } from "./evaluation";

type Body = Readonly<Record<string, unknown>>;

/**
 * @param path The path of the resource, URL-decoded.
 * @returns The body as policies change it. @throws AzureError 403 `RequestDisallowedByPolicy`
 */
export function applyPolicies(platform: Platform, path: string, body: unknown): unknown {
  const policies = platform.policies.list();
  const resource = resourceOf(path);
  if (policies.length === 0 || !resource || typeof body !== "object" || body === null) {
    return body;
  }
  const existing = platform.resources.get(path);
  // A PATCH names what it changes alone: the rest is what the resource has.
  const targetOf = (written: Body) => ({
    id: path,
    ...resource,
    values: {
      ...existing,
      ...written,
      tags: written.tags ?? existing?.tags,
      properties: { ...existing?.properties, ...(written.properties as object | undefined) },
    },
  });
  const modified = policies
    .filter((policy): policy is ModifyPolicy => policy.effect === "modify")
    .reduce<Body>(
      (written, policy) =>
        applies(policy, targetOf(written)) ? changed(written, policy, existing) : written,
      body as Body,
    );
  const denials = policies.filter(
    (policy): policy is DenyPolicy => policy.effect === "deny" && applies(policy, targetOf(modified)),
  );
  if (denials.length > 0) {
    throw disallowed(denials, targetOf(modified));
  }
  return modified;
}

function changed(body: Body, { tags, properties }: ModifyPolicy, existing?: { tags?: object }): Body {
  const changesTags = Object.keys(tags).length > 0;
  const changesProperties = Object.keys(properties).length > 0;
  return {
    ...body,
    ...(changesTags
      ? { tags: { ...((body.tags as object | null | undefined) ?? existing?.tags), ...tags } }
      : {}),
    ...(changesProperties
      ? { properties: { ...(body.properties as object | undefined), ...properties } }
      : {}),
  };
}
