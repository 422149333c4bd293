import { z } from "zod";
import type { RoleDefinition } from "../../../authorization/roleDefinitions";
import type { Platform } from "../../../service";
import { readOnly } from "../../wire";
import { roleDefinitionId } from "../model/scope";

export const roleDefinitionType = "Microsoft.Authorization/roleDefinitions";

const permissions = z.strictObject({
  actions: z.array(z.string()).default([]),
  notActions: z.array(z.string()).default([]),
  dataActions: z.array(z.string()).default([]),
  notDataActions: z.array(z.string()).default([]),
});

export const roleDefinitionBody = z.strictObject({
  ...readOnly,
  properties: z.strictObject({
    roleName: z.string().min(1),
    description: z.string().optional(),
    type: z.string().optional(),
    // Azure allows one item in this list.
    permissions: z.tuple([permissions]),
    assignableScopes: z.array(z.string()).min(1),
  }),
});
export type RoleDefinitionBody = z.infer<typeof roleDefinitionBody>;

export function toResponseRoleDefinition(platform: Platform, role: RoleDefinition): Record<string, unknown> {
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
    },
  };
}
