/** Azure's rules for writing a role assignment. */
import type { RoleAssignment } from "../../../authorization/assignments";
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";

type RequestedAssignment = Pick<RoleAssignment, "name" | "scope" | "principalId" | "role">;

const equalScopes = (one: RequestedAssignment, other: RequestedAssignment) =>
  one.scope.toLowerCase() === other.scope.toLowerCase();

/** @throws AzureError 409 where an assignment of the name has another principal or scope. */
export function requireUnchanged(before: RoleAssignment | undefined, requested: RequestedAssignment): void {
  if (before && (before.principalId !== requested.principalId || !equalScopes(before, requested))) {
    throw new AzureError(
      409,
      "RoleAssignmentUpdateNotPermitted",
      "Tenant ID, application ID, principal ID, and scope are not allowed to be updated.",
    );
  }
}

/** @throws AzureError 409 where another assignment has the same scope, principal and role. */
export function requireNoDuplicate(platform: Platform, requested: RequestedAssignment): void {
  const duplicate = platform.authorization
    .assignments()
    .find(
      (assignment) =>
        assignment.name !== requested.name &&
        assignment.principalId === requested.principalId &&
        assignment.role === requested.role &&
        equalScopes(assignment, requested),
    );
  if (duplicate) {
    throw new AzureError(
      409,
      "RoleAssignmentExists",
      `The role assignment already exists. The ID of the existing role assignment is ${duplicate.name.replace(/-/g, "")}.`,
    );
  }
}

/** @throws AzureError 400 `RoleAssignmentLimitExceeded` */
export function requireRoleAssignmentQuota({ authorization, settings }: Platform): void {
  if (authorization.assignments().length >= settings.current.roleAssignmentLimit) {
    throw new AzureError(400, "RoleAssignmentLimitExceeded", "No more role assignments can be created.");
  }
}

/**
 * Returns the type of a principal. Azure accepts the type in the request for a principal that is not replicated yet.
 * @throws AzureError 400 where the directory has no such principal, or one of another type.
 */
export function requirePrincipalType(
  platform: Platform,
  principalId: string,
  requestedType: string | null | undefined,
): string {
  const type = isReplicated(platform, principalId)
    ? platform.directory.principalType(principalId)
    : undefined;
  if (type && requestedType && type !== requestedType) {
    throw new AzureError(
      400,
      "UnmatchedPrincipalType",
      // The space and the letters are Azure's: recorded, Azure CLI.
      `The PrincipalId '${principalId.replace(/-/g, "")}' has type '${type}' , which is different from specified PrinciaplType '${requestedType}'.`,
    );
  }
  const principalType = requestedType ?? (isRefusedAsNew(platform, principalId) ? undefined : type);
  if (!principalType) {
    throw new AzureError(
      400,
      "PrincipalNotFound",
      `Principal ${principalId.replace(/-/g, "")} does not exist in the directory ${platform.tenantId}. Check that you have the correct principal ID. ` +
        "If you are creating this principal and then immediately assigning a role, this error might be related to a replication delay. " +
        "In this case, set the role assignment principalType property to a value, such as ServicePrincipal, User, or Group.  See https://aka.ms/docs-principaltype",
    );
  }
  return principalType;
}

/** Whether the directory has replicated a principal since it was created. */
function isReplicated({ directory, clock, settings }: Platform, principalId: string): boolean {
  const createdAt = directory.servicePrincipal(principalId)?.createdAt ?? 0;
  return clock.now() >= createdAt + settings.current.replication.seconds * 1000;
}

/** How long a principal is new. */
const newForMs = 60_000;

/** How many attempts each new principal has refused. They are not stored: a restart takes longer than a replication. */
const refusedAttempts = new WeakMap<Platform, Map<string, number>>();

/** Whether an attempt without a principal type comes before the directory has replicated the principal; counts it. */
function isRefusedAsNew(platform: Platform, principalId: string): boolean {
  const { directory, clock, settings } = platform;
  const createdAt = directory.servicePrincipal(principalId)?.createdAt;
  if (createdAt === undefined || clock.now() >= createdAt + newForMs) {
    return false;
  }
  const refused = refusedAttempts.get(platform) ?? new Map<string, number>();
  refusedAttempts.set(platform, refused);
  const count = refused.get(principalId) ?? 0;
  refused.set(principalId, count + 1);
  return count < settings.current.replication.attempts;
}
