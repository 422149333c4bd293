import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

interface TemporaryRepository {
  version: string;
  /** What each workspace's package.json has beside its name and the version. */
  workspaces: Record<string, Record<string, unknown>>;
  repository?: string;
}

/** Writes a folder with packages and a changelog that has a section for the version. @returns The folder. */
export function temporaryRepository({ version, workspaces, repository }: TemporaryRepository): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-release-"));
  const write = (directory: string, manifest: object) => {
    fs.mkdirSync(path.join(folder, directory), { recursive: true });
    fs.writeFileSync(path.join(folder, directory, "package.json"), JSON.stringify(manifest));
  };
  const url = repository && { repository: { type: "git", url: `git+${repository}.git` } };
  write(".", { name: "root", version, private: true, workspaces: Object.keys(workspaces), ...url });
  for (const [name, manifest] of Object.entries(workspaces)) {
    write(name, { name: `wandb-test-${name}`, version, ...manifest });
  }
  fs.writeFileSync(
    path.join(folder, "CHANGELOG.md"),
    `# Changelog\n\n## ${version}\n\n[New](docs/new.md).\n\n## 0.0.1\n\nOld.\n`,
  );
  return folder;
}
