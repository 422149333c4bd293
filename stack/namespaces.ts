/** Settings that the stack would not see, because their namespace is not the project's: it was renamed, or copied. */
import type { Problem } from "./problem";
import { formerSettings, settingsTable } from "./settingsTable";

/** Namespaces of Pulumi and of the providers, which have settings of the same names, such as `location`. */
const otherOwners = ["pulumi", "azure-native", "azuread", "azure", "random"];

const isOurs = (name: string) => Object.hasOwn(settingsTable, name) || Object.hasOwn(formerSettings, name);

/** Settings of this stack in the namespace of another project, each with the command that moves it. */
export const misplacedSettings = (project: string, config: Readonly<Record<string, string>>): Problem[] =>
  Object.entries(config)
    .map(([key, value]) => ({ key, value, ...split(key) }))
    .filter(({ namespace, name }) => ![project, ...otherOwners].includes(namespace) && isOurs(name))
    .map(({ key, value, name }) => ({
      setting: key,
      reason: `belongs to another project, and this project is called ${project}: run ${commands(project, key, name, value)}`,
    }));

function split(key: string): { namespace: string; name: string } {
  const colon = key.indexOf(":");
  return { namespace: key.slice(0, colon), name: key.slice(colon + 1) };
}

function commands(project: string, key: string, name: string, value: string): string {
  return [...set(`${project}:${name}`, name, value), `pulumi config rm ${key}`].join(" && ");
}

/** The commands that set a value in the right namespace. A secret is asked for rather than printed. */
function set(key: string, name: string, value: string): string[] {
  if (name === "wandbApiKey") {
    return [`pulumi config set --secret ${key}`];
  }
  return entries(value).map(([path, text]) => {
    const option = path === "" ? "--plaintext" : "--plaintext --path";
    return `pulumi config set ${option} '${key}${path}' '${text.replaceAll("'", "'\\''")}'`;
  });
}

/** The texts of a value with the path of each; lists and objects are JSON. */
function entries(value: string): [path: string, text: string][] {
  if (!/^[[{]/.test(value)) {
    return [["", value]];
  }
  const walk = (part: unknown, path: string): [string, string][] =>
    typeof part === "object" && part !== null
      ? Object.entries(part).flatMap(([name, item]) =>
          walk(item, Array.isArray(part) ? `${path}[${name}]` : `${path}.${name}`),
        )
      : [[path, String(part)]];
  return walk(JSON.parse(value) as unknown, "");
}
