import type * as checkpoints from "../checkpoints/command";
import type * as copy from "../checkpoints/copy";
import type * as deploy from "../deploy/command";
import type * as compare from "../compare/command";
import type * as doctor from "../doctor/command";
import type * as files from "../files/command";
import type * as finetune from "../finetune/command";
import type * as init from "../finetune/initCommand";
import type * as integrations from "../integrations/command";
import type * as jobs from "../finetune/jobCommands";
import type * as models from "../finetune/modelsCommand";
import type * as link from "../link/command";
import type * as recover from "../recover/command";
import type * as report from "../report/command";
import type * as sync from "../sync/command";
import type * as validate from "../validate/command";
import type * as completion from "../completion/command";

/* eslint-disable @typescript-eslint/no-require-imports -- import() does not resolve TypeScript files here. The bundle makes each a file of its own. */
const modules = {
  "../checkpoints/command": () => require("../checkpoints/command") as typeof checkpoints,
  "../checkpoints/copy": () => require("../checkpoints/copy") as typeof copy,
  "../deploy/command": () => require("../deploy/command") as typeof deploy,
  "../compare/command": () => require("../compare/command") as typeof compare,
  "../doctor/command": () => require("../doctor/command") as typeof doctor,
  "../files/command": () => require("../files/command") as typeof files,
  "../finetune/command": () => require("../finetune/command") as typeof finetune,
  "../finetune/initCommand": () => require("../finetune/initCommand") as typeof init,
  "../finetune/jobCommands": () => require("../finetune/jobCommands") as typeof jobs,
  "../finetune/modelsCommand": () => require("../finetune/modelsCommand") as typeof models,
  "../integrations/command": () => require("../integrations/command") as typeof integrations,
  "../link/command": () => require("../link/command") as typeof link,
  "../recover/command": () => require("../recover/command") as typeof recover,
  "../report/command": () => require("../report/command") as typeof report,
  "../sync/command": () => require("../sync/command") as typeof sync,
  "../validate/command": () => require("../validate/command") as typeof validate,
  "../completion/command": () => require("../completion/command") as typeof completion,
};
/* eslint-enable @typescript-eslint/no-require-imports */

type Modules = { [Path in keyof typeof modules]: ReturnType<(typeof modules)[Path]> };

/**
 * Returns a module's function, and loads the module when it is called: loading the Azure SDK's clients lasts a quarter of a second, which help
 * texts and option errors do not need.
 */
export function lazyCommand<Path extends keyof Modules, Name extends keyof Modules[Path]>(
  path: Path,
  name: Name,
) {
  const command = (...args: unknown[]): unknown => {
    const module = modules[path]() as Record<Name, (...args: unknown[]) => unknown>;
    return module[name](...args);
  };
  return command as Modules[Path][Name] & typeof command;
}
