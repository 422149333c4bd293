/** Settings by the component's arguments, for errors: the component speaks of arguments, a user of the stack of settings. */
import { settings } from "./settingsTable";

/** Paths of arguments and their settings, the longest path first. */
const settingsByPath: readonly (readonly [path: string, setting: string])[] = settings
  .flatMap(([name, { argument }]): [string, string][] => {
    if (argument === undefined) {
      return [];
    }
    const existing = /^(\w+\.existing)\.id$/.exec(argument)?.[1];
    return existing === undefined
      ? [[argument, name]]
      : [
          [argument, name],
          [existing, name],
        ];
  })
  .sort(([one], [other]) => other.length - one.length);

/** The setting that an argument comes from; type and object id of a principal are parts of one text there. */
export function settingOf(propertyPath: string): string {
  const found = settingsByPath.find(
    ([path]) =>
      propertyPath === path ||
      (propertyPath.startsWith(path) && /^[.[]/.test(propertyPath.slice(path.length))),
  );
  const setting = found ? found[1] + propertyPath.slice(found[0].length) : propertyPath;
  return setting.replace(/\]\.type$/, "]: its type").replace(/\]\.objectId$/, "]: its object id");
}

/** A reason with the paths of arguments replaced by settings. */
export const inSettings = (reason: string): string =>
  settingsByPath
    .filter(([path]) => path.includes("."))
    .reduce(
      (text, [path, setting]) =>
        text.replace(new RegExp(`\\b${path.replace(/\./g, "\\.")}\\b`, "g"), setting),
      reason,
    );
