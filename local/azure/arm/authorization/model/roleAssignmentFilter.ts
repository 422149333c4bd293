import { scopeCovers } from "../../../authorization/matching";
import type { RoleAssignment } from "../../../authorization/assignments";
import { AzureError } from "../../../error";
import type { Platform } from "../../../service";

type Condition = (assignment: RoleAssignment) => boolean;

/** The parts of a `$filter`: their form, and the condition on an assignment. */
const forms: readonly [
  form: RegExp,
  condition: (platform: Platform, scope: string, id: string) => Condition,
][] = [
  [/^atScope\(\)$/i, (_platform, scope) => (assignment) => scopeCovers(assignment.scope, scope)],
  [
    /^principalId eq '([0-9a-f-]{36})'$/i,
    (_platform, _scope, id) => (assignment) => assignment.principalId === id,
  ],
  [
    /^assignedTo\('([0-9a-f-]{36})'\)$/i,
    (platform, _scope, id) => {
      const principals = [id, ...platform.directory.groupsOf(id)];
      return (assignment) => principals.includes(assignment.principalId);
    },
  ],
];

/** The condition of a `$filter`, whose parts are joined by "and". @throws AzureError 400 `UnsupportedQuery` */
export function parseFilter(platform: Platform, scope: string, filter: string): Condition {
  const conditions = filter
    .split(/ and /i)
    .map((part) => part.trim())
    .filter(Boolean)
    .map((part) => parsePart(platform, scope, part));
  return (assignment) => conditions.every((condition) => condition(assignment));
}

function parsePart(platform: Platform, scope: string, part: string): Condition {
  for (const [form, condition] of forms) {
    const match = form.exec(part);
    if (match) {
      return condition(platform, scope, (match[1] ?? "").toLowerCase());
    }
  }
  throw new AzureError(
    400,
    "UnsupportedQuery",
    `The filter '${part.slice(0, 100)}' is not supported. Supported are atScope(), principalId eq '{value}' and assignedTo('{value}').`,
  );
}
