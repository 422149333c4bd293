import { z } from "zod";
import { guid, readOnly } from "../../wire";
import type { AccessPolicy } from "../model/accessPolicies";

const secretPermissions = [
  "all",
  "get",
  "list",
  "set",
  "delete",
  "backup",
  "restore",
  "recover",
  "purge",
] as const;

const keyPermissions = [
  "all",
  "encrypt",
  "decrypt",
  "wrapkey",
  "unwrapkey",
  "sign",
  "verify",
  "get",
  "list",
  "create",
  "update",
  "import",
  "delete",
  "backup",
  "restore",
  "recover",
  "purge",
  "release",
  "rotate",
  "getrotationpolicy",
  "setrotationpolicy",
];

export const accessPolicy: z.ZodType<AccessPolicy> = z.strictObject({
  tenantId: guid,
  objectId: z.string().min(1),
  applicationId: guid.nullish(),
  permissions: z.strictObject({
    secrets: z.array(z.string().toLowerCase().pipe(z.enum(secretPermissions))).nullish(),
    // Azure returns these as they are written ("wrapKey"), and compares them in any case.
    keys: z
      .array(z.string().refine((permission) => keyPermissions.includes(permission.toLowerCase())))
      .nullish(),
    certificates: z.array(z.string()).nullish(),
    storage: z.array(z.string()).nullish(),
  }),
});

export const accessPoliciesBody = z.strictObject({
  properties: z.strictObject({ accessPolicies: z.array(accessPolicy) }),
  ...readOnly,
  location: z.string().optional(),
});
export type AccessPoliciesBody = z.infer<typeof accessPoliciesBody>;
