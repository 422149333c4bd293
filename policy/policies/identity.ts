/** Policies about what the account's identity may do. */
import { identityRoles, roles } from "../../components/access/roles";
import type { IdentityRole, IdentityRoleScope } from "../../components/args/choices";
import type { Policy } from "../policy";
import { policy } from "../policy";
import { identityAccess } from "../resources/coverage";
import type { Resource } from "../resources/kinds";
import { kindOf } from "../resources/kinds";

/**
 * Built-in roles that read the secrets of a vault, or can give themselves access to them. Custom roles are not judged: their permissions
 * are not part of the program. Source: Azure's list of built-in roles.
 */
const rolesOnSecrets: ReadonlyMap<string, string> = new Map([
  [roles.keyVaultSecretsOfficer.id, "Key Vault Secrets Officer"],
  [roles.keyVaultSecretsUser.id, "Key Vault Secrets User"],
  ["00482a5a-887f-4fb3-b363-3b7fe8e74483", "Key Vault Administrator"],
  ["f25e0fa2-a7c8-4377-a976-54943a77a395", "Key Vault Contributor"],
  ["8e3af657-a8ff-443c-a75c-2fe8c4bcb635", "Owner"],
  ["b24988ac-6180-42a0-ab88-20f7382dd24c", "Contributor"],
  ["18d7d88d-d35e-4fb5-a5c3-7773c20a72d9", "User Access Administrator"],
  ["f58310d9-a9f6-439a-9e8d-f62e7b41a168", "Role Based Access Control Administrator"],
]);

const roleIdOf = ({ props }: Resource) =>
  String(props.roleDefinitionId ?? "")
    .split("/")
    .at(-1)
    ?.toLowerCase() ?? "";

interface RoleSettings {
  roles: IdentityRole[];
}

/** Scopes by the form of their ids; the first one that matches is a scope's. */
const scopes: readonly [IdentityRoleScope | "wider", string, RegExp][] = [
  ["Secret", "a secret", /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+\/secrets\/[^/]+$/i],
  ["Vault", "a vault", /\/providers\/Microsoft\.KeyVault\/vaults\/[^/]+$/i],
  ["wider", "a resource group", /^\/subscriptions\/[^/]+\/resourceGroups\/[^/]+$/i],
  ["wider", "a subscription", /^\/subscriptions\/[^/]+$/i],
  ["wider", "a management group", /^\/providers\/Microsoft\.Management\/managementGroups\/[^/]+$/i],
  ["wider", "the whole tenant", /^\/$/],
];

interface ScopeSettings {
  scopes: IdentityRoleScope[];
}

export const identityPolicies: readonly Policy[] = [
  policy<RoleSettings>({
    name: "identity-role",
    rule: "The account's identity has a role on secrets that the organization allows.",
    level: "advisory",
    severity: "medium",
    settings: {
      roles: {
        type: "array",
        items: { type: "string", enum: Object.keys(identityRoles) },
        minItems: 1,
        default: ["SecretsUser"],
        description:
          "The allowed roles: `SecretsUser` reads, `SecretsOfficer` is what Microsoft documents for the integration",
      },
    },
    covers: identityAccess,
    consequence:
      "Microsoft documents Key Vault Secrets Officer for the integration; that Key Vault Secrets User is enough to log to W&B is assumed.",
    remedy: ({ roles: allowed }) => ({
      argument: `Set access.identityRole to ${allowed.join(" or ")}`,
      property: `Assign ${allowed.map((name) => rolesOnSecrets.get(roles[identityRoles[name]].id)).join(" or ")} instead`,
    }),
    problem: (resource, settings) =>
      kindOf(resource.type) === "accessPolicy"
        ? permissionProblem(resource, settings)
        : roleProblem(resource, settings),
  }),
  policy<ScopeSettings>({
    name: "identity-scope",
    rule: "The role of the account's identity is assigned on a vault or a secret, and not on more.",
    level: "mandatory",
    severity: "high",
    settings: {
      scopes: {
        type: "array",
        items: { type: "string", enum: ["Vault", "Secret"] },
        minItems: 1,
        default: ["Vault", "Secret"],
        description: "The allowed scopes",
      },
    },
    covers: identityAccess,
    remedy: ({ scopes: allowed }) => ({
      argument: `Set access.identityRoleScope to ${allowed.join(" or ")}`,
      property: `Set scope to the id of the ${allowed.map((scope) => scope.toLowerCase()).join(" or the ")}`,
    }),
    problem(resource, { scopes: allowed }) {
      if (kindOf(resource.type) !== "roleAssignment" || !rolesOnSecrets.has(roleIdOf(resource))) {
        return undefined;
      }
      const id: unknown = resource.props.scope;
      const [scope, title] = scopes.find(([, , form]) => typeof id === "string" && form.test(id)) ?? [];
      return scope === undefined || allowed.some((name) => name === scope)
        ? undefined
        : `gives the account's identity access to secrets on ${title}`;
    },
  }),
];

function roleProblem(resource: Resource, { roles: allowed }: RoleSettings): string | undefined {
  const id = roleIdOf(resource);
  const title = rolesOnSecrets.get(id);
  return title === undefined || allowed.some((name) => roles[identityRoles[name]].id === id)
    ? undefined
    : `gives the account's identity the role ${title}`;
}

function permissionProblem({ props }: Resource, { roles: allowed }: RoleSettings): string | undefined {
  const permitted = new Set<string>(allowed.flatMap((name) => roles[identityRoles[name]].secretPermissions));
  const secrets: unknown = props.policy?.permissions?.secrets;
  return Array.isArray(secrets) && secrets.some((name) => !permitted.has(String(name).toLowerCase()))
    ? `gives the account's identity more permissions on secrets than ${allowed.join(" or ")}`
    : undefined;
}
