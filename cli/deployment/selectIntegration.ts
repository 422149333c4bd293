/** Which integration of a stack `--integration` selects: by its name, by the names of its parents and its own, or by its URN. */
import { UserError } from "../errors";
import { shellQuoted } from "../shellQuoted";
import type { Integration } from "./integrations";

type Names = Pick<Integration, "name" | "path" | "urn">;

/** What may select an integration, the first that selects any wins. A URN is unique. */
const matchers: readonly ((wanted: string, names: Names) => boolean)[] = [
  (wanted, { urn }) => urn === wanted,
  (wanted, { path }) => path === wanted,
  (wanted, { name }) => name === wanted,
  (wanted, { path }) => path.endsWith(`/${wanted}`),
];

function matching<Of extends Names>(wanted: string, all: readonly Of[]): Of[] {
  for (const matches of matchers) {
    const found = all.filter((names) => matches(wanted, names));
    if (found.length > 0) {
      return found;
    }
  }
  return [];
}

/** Returns the shortest value of `--integration` that selects an integration and no other one. */
export const selectorOf = <Of extends Names>(integration: Of, all: readonly Of[]): string =>
  [integration.name, integration.path].find((wanted) => {
    const found = matching(wanted, all);
    return wanted !== "" && found.length === 1 && found[0] === integration;
  }) ?? integration.urn;

/**
 * Selects an integration. Without a name, there has to be one only.
 * @throws UserError with the integrations that there are, and how to select each.
 */
export function selectIntegration<Of extends Names>(all: readonly Of[], wanted: string | undefined): Of {
  const found = wanted === undefined ? all : matching(wanted, all);
  const [only] = found;
  if (only && found.length === 1) {
    return only;
  }
  throw new UserError([
    problemOf(all.length, found.length, wanted),
    ...choices(found.length > 0 ? found : all, all),
  ]);
}

function problemOf(total: number, found: number, wanted: string | undefined): string {
  if (wanted === undefined) {
    return `The stack has ${total} integrations. Select one:`;
  }
  return found === 0
    ? `--integration ${wanted}: the stack has no such integration. Select one:`
    : `--integration ${wanted} selects ${found} integrations. Select one:`;
}

const choices = <Of extends Names>(offered: readonly Of[], all: readonly Of[]): string[] =>
  offered.map((integration) => `  --integration ${shellQuoted(selectorOf(integration, all))}`);
