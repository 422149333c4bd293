import { z } from "zod";
import type { RoleDefinition } from "../../../authorization/roleDefinitions";
import type { Platform } from "../../../service";
import { readOnly } from "../../wire";
import { roleDefinitionId } from "../model/scope";

export const roleDefinitionType = "Microsoft.Authorization/roleDefinitions";

const actions = z
  .array(z.string())
  .nullish()
  .transform((names) => names ?? []);

const permissions = z.strictObject({
  actions,
  notActions: actions,
  dataActions: actions,
  notDataActions: actions,
});

export const roleDefinitionBody = z.strictObject({
  ...readOnly,
  properties: z.strictObject({
    roleName: z.string().min(1),
    description: z.string().nullish(),
    type: z.string().optional(),
    // Azure allows one item in this list.
    permissions: z.tuple([permissions]),
    assignableScopes: z.array(z.string()).min(1),
    createdOn: z.string().nullish(),
    updatedOn: z.string().nullish(),
    createdBy: z.string().nullish(),
    updatedBy: z.string().nullish(),
  }),
});
export type RoleDefinitionBody = z.infer<typeof roleDefinitionBody>;

/** When Azure published its first built-in roles. */
const builtInSince = Date.parse("2015-02-02T21:55:09.880Z");

/** @param isNew In the response to its creation: a role has no creator then. Recorded, ASO, Jun 2024. */
export function toResponseRoleDefinition(
  platform: Platform,
  role: RoleDefinition,
  isNew = false,
): Record<string, unknown> {
  const { name, roleName, type, description, assignableScopes } = role;
  const { actions, notActions, dataActions, notDataActions } = role;
  return {
    id: roleDefinitionId(platform, name),
    name,
    type: roleDefinitionType,
    properties: {
      roleName,
      type,
      description,
      assignableScopes,
      permissions: [{ actions, notActions, dataActions, notDataActions }],
      createdOn: new Date(role.createdAt ?? builtInSince).toISOString(),
      updatedOn: new Date(role.updatedAt ?? builtInSince).toISOString(),
      createdBy: isNew ? null : (role.createdBy ?? null),
      updatedBy: role.updatedBy ?? null,
    },
  };
}
