import published from "./apiVersions.json";

/** A type and its versions, oldest first. The file is written by `npm run generate`, from azure-native. */
const versionsByType: ReadonlyMap<string, readonly string[]> = new Map(
  Object.entries(published).map(([type, versions]) => [type.toLowerCase(), versions]),
);

/** The API versions that Azure publishes for a type, such as `Microsoft.KeyVault/vaults`; those of its namespace where it has none. */
export function publishedVersionsOf(type: string): readonly string[] {
  const [namespace = "", name = ""] = type.toLowerCase().split("/");
  const versions = versionsByType.get(`${namespace}/${name}`);
  return (
    versions ??
    [...versionsByType].flatMap(([other, each]) => (other.startsWith(`${namespace}/`) ? each : []))
  );
}

/** The API versions that Azure publishes for a route, whose last resource provider is the one that answers. */
export function publishedVersions(path: string): readonly string[] {
  const [, type = "Microsoft.Resources"] = /.*\/providers\/(\w[\w.]*\/\w+)/.exec(path) ?? [];
  return publishedVersionsOf(type);
}
