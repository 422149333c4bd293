/** `docs/proof/secrecy.md`, from the results of a run, and the table of docs/explanation/security.md, from what is expected. */
import { commandsOf, deployments, documentedPlaces, others, places, secrecyCases } from "./secrecyCases";
import type { Command, Place, SecrecyCase } from "./secrecyCases";
import type { Finding, SecrecyResult } from "./secrecyStack";

const code = (text: string) => `\`${text}\``;
const list = (names: readonly string[]) => names.map(code).join(", ");

/** Where commands show the key by the documentation, those in common first: `standard error`, or `stack export`: standard output. */
function documentedCell(secrecyCase: SecrecyCase, commands: readonly Command[]): string {
  const run = commandsOf(secrecyCase).filter((command) => commands.includes(command));
  if (run.length === 0) {
    return "n/a";
  }
  const byPlace = new Map<Place, Command[]>();
  for (const command of run) {
    for (const place of documentedPlaces(secrecyCase, command)) {
      if (place !== "automaticLog") {
        byPlace.set(place, [...(byPlace.get(place) ?? []), command]);
      }
    }
  }
  const cells = [...byPlace].map(([place, by]) =>
    by.length === run.length ? places[place] : `${places[place]} (${list(by)})`,
  );
  return cells.length === 0 ? "–" : cells.join("; ");
}

/** The table of docs/explanation/security.md: options in one row where they are documented together, or show the same nowhere. */
export function documentedTable(): string {
  const rows = new Map<string, string[]>();
  for (const secrecyCase of secrecyCases) {
    const cells = `${documentedCell(secrecyCase, deployments)} | ${documentedCell(secrecyCase, others)}`;
    const name = secrecyCase.documentedAs ?? secrecyCase.name;
    const names = rows.get(cells) ?? [];
    rows.set(cells, names.includes(name) ? names : [...names, name]);
  }
  return [
    `| Option or variable | ${list([...deployments].sort())} | ${list(others)} |`,
    "|---|---|---|",
    ...[...rows].map(
      ([cells, names]) =>
        `| ${names.map((name) => (name === "none" ? name : code(name))).join(", ")} | ${cells} |`,
    ),
  ].join("\n");
}

const findingCell = (found: readonly Finding[] | undefined): string => {
  if (found === undefined) {
    return "";
  }
  const cells = found.map(
    ({ place, lines, mode, file }) =>
      `${place === "elsewhere" ? `**${file}**` : places[place]}: ${lines.length}${mode === undefined ? "" : ` (${mode})`}`,
  );
  return cells.length === 0 ? "–" : cells.join("; ");
};

export function secrecyTable(results: readonly SecrecyResult[]): string {
  const failed = results.filter(({ problems }) => problems.length > 0);
  const commands = [...others, ...deployments];
  const runs = results.reduce((sum, { findings }) => sum + Object.keys(findings).length, 0);
  return `# The W&B API key in what Pulumi prints and writes

Written by \`npm run proof\` (\`tests/proof/run.ts secrecy\`): commands of the Pulumi CLI with each option and variable that makes it print or
write more, on the repository's own stack with the real engine on the local Azure. \`npm test\` runs a sample of the same table.

**${runs} runs: places with the key that the documentation does not have, documented ones without it, and lines that are not the engine's: ${failed.reduce((sum, { problems }) => sum + problems.length, 0)} (limit: 0).**

- A cell has the places at which the key is, the number of lines with it, and the permissions of a file. "–": nowhere.
- Searched: both outputs, everything below the temporary folder, Pulumi's folder, the folder of the program, the stack's file, the state
  and the local Azure. Compressed files are decompressed, encrypted logs are decrypted by \`pulumi logs decrypt FILE\`. The vault's own file is the
  one exception. No line is left out.
- \`refresh\` and \`destroy\` run on a deployed stack, \`preview\` and \`up\` create it.
- Permissions are those under a umask of ${process.umask().toString(8).padStart(4, "0")}.
- With \`--logflow\`, the official providers log too. They do not run here, so what they log is not measured.

| Option or variable | ${commands.map(code).join(" | ")} |
|---|${commands.map(() => "---|").join("")}
${results.map(({ name, findings }) => `| ${name === "none" ? name : code(name)} | ${commands.map((command) => findingCell(findings[command])).join(" | ")} |`).join("\n")}
${failed.length === 0 ? "" : `\n## Problems\n\n${failed.flatMap(({ name, problems }) => problems.map((one) => `- ${name}: ${one}`)).join("\n")}\n`}`;
}
