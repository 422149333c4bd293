/** The settings files of W&B's own client: of the user, and of the folder in which `wandb init` ran. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";

/** What the CLI reads of them. */
const names = ["base_url", "entity", "project"] as const;

export type WandbSettings = Partial<Record<(typeof names)[number], string>>;

/** Reads both files. The folder's has precedence, as for W&B's client. A file that cannot be read has no settings. */
export function readWandbSettings(
  environment: NodeJS.ProcessEnv = process.env,
  folder: string = process.cwd(),
): WandbSettings {
  const ofUser = environment.WANDB_CONFIG_DIR || path.join(os.homedir(), ".config", "wandb");
  return { ...readFile(path.join(ofUser, "settings")), ...readFile(path.join(folder, "wandb", "settings")) };
}

function readFile(file: string): WandbSettings {
  try {
    return parseWandbSettings(fs.readFileSync(file, "utf8"));
  } catch {
    return {};
  }
}

/** Reads the section `[default]`, the only one that W&B's client writes. */
export function parseWandbSettings(text: string): WandbSettings {
  let section = "";
  const settings: WandbSettings = {};
  for (const line of text.replace(/^\ufeff/, "").split(/\r?\n/)) {
    section = /^\s*\[([^\]]*)\]/.exec(line)?.[1] ?? section;
    const [, key = "", value = ""] = /^\s*([\w.-]+)\s*[=:]\s*(.*?)\s*$/.exec(line) ?? [];
    const name = names.find((one) => one === key.toLowerCase());
    if (section.toLowerCase() === "default" && name !== undefined && value !== "") {
      settings[name] = value;
    }
  }
  return settings;
}
