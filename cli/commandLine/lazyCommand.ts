import type * as checkpoints from "../checkpoints/command";
import type * as copy from "../checkpoints/copy";
import type * as deploy from "../deploy/command";
import type * as compare from "../compare/command";
import type * as doctor from "../doctor/command";
import type * as files from "../files/command";
import type * as finetune from "../finetune/command";
import type * as init from "../finetune/initCommand";
import type * as jobs from "../finetune/jobCommands";
import type * as models from "../finetune/modelsCommand";
import type * as link from "../link/command";
import type * as recover from "../recover/command";
import type * as report from "../report/command";
import type * as sync from "../sync/command";
import type * as validate from "../validate/command";

interface Modules {
  "../checkpoints/command": typeof checkpoints;
  "../checkpoints/copy": typeof copy;
  "../deploy/command": typeof deploy;
  "../compare/command": typeof compare;
  "../doctor/command": typeof doctor;
  "../files/command": typeof files;
  "../finetune/command": typeof finetune;
  "../finetune/initCommand": typeof init;
  "../finetune/jobCommands": typeof jobs;
  "../finetune/modelsCommand": typeof models;
  "../link/command": typeof link;
  "../recover/command": typeof recover;
  "../report/command": typeof report;
  "../sync/command": typeof sync;
  "../validate/command": typeof validate;
}

/**
 * Returns a module's function, and loads the module when it is called: the clients of the Azure SDK take half a second, which help
 * texts and option errors do not need.
 */
export function lazyCommand<Path extends keyof Modules, Name extends keyof Modules[Path]>(
  path: Path,
  name: Name,
) {
  const command = (...args: unknown[]): unknown => {
    // eslint-disable-next-line @typescript-eslint/no-require-imports -- import() does not resolve TypeScript files here
    const module = require(path) as Record<Name, (...args: unknown[]) => unknown>;
    return module[name](...args);
  };
  return command as Modules[Path][Name] & typeof command;
}
