/** The commands of a stack's life. After each of them the stack is as its program declares it, or it is destroyed. */
import fc from "fast-check";
import { checkDestroyed } from "./lifeChecks";
import { applyRemedy } from "./lifeRemedies";
import { parts } from "./lifeResources";
import type { Part } from "./lifeResources";
import { converge, updateWithRemedies } from "./lifeUp";
import type { LifeWorld } from "./lifeWorld";

const crashTargets = ["engine", "local Azure"] as const;
type CrashTarget = (typeof crashTargets)[number];

export type Command =
  | { command: "up" }
  | { command: "upTarget"; part: Part }
  | { command: "upReplace"; part: Part }
  | { command: "taint"; part: Part }
  | { command: "refresh" }
  | { command: "recover" }
  | { command: "destroy" }
  | { command: "killed"; run: "up" | "destroy"; target: CrashTarget; request: number };

type Kind = Command["command"];
type CommandOf<K extends Kind> = Extract<Command, { command: K }>;

interface CommandRow<K extends Kind> {
  weight: number;
  arbitrary: fc.Arbitrary<CommandOf<K>>;
  run: (world: LifeWorld, command: CommandOf<K>) => Promise<void>;
}

const anyPart = fc.constantFrom(...parts);

/** Resources with a generated name. One with a fixed name cannot be replaced on purpose: azure-native finds the old one and refuses. */
const replaceable = fc.constantFrom("account" as const, "vault" as const, "endpoint" as const);

const commands: { [K in Kind]: CommandRow<K> } = {
  up: {
    weight: 12,
    arbitrary: fc.constant({ command: "up" }),
    run: converge,
  },
  upTarget: {
    weight: 1,
    arbitrary: anyPart.map((part) => ({ command: "upTarget", part })),
    run: (world, { part }) => upWith(world, part, "--target"),
  },
  upReplace: {
    weight: 1,
    arbitrary: replaceable.map((part) => ({ command: "upReplace", part })),
    run: (world, { part }) => upWith(world, part, "--replace"),
  },
  taint: {
    weight: 1,
    arbitrary: replaceable.map((part) => ({ command: "taint", part })),
    async run(world, { part }) {
      const found = world.find(part);
      if (found) {
        world.write();
        await world.project.stack.pulumi("state", "taint", "--yes", found.urn);
      }
      await converge(world);
    },
  },
  refresh: {
    weight: 1,
    arbitrary: fc.constant({ command: "refresh" }),
    async run(world) {
      await updateWithRemedies(world, ["refresh", "--yes", "--json"]);
      await converge(world);
    },
  },
  recover: {
    weight: 1,
    arbitrary: fc.constant({ command: "recover" }),
    async run(world) {
      await applyRemedy(world, "recover", "");
      await converge(world);
    },
  },
  destroy: {
    weight: 2,
    arbitrary: fc.constant({ command: "destroy" }),
    async run(world) {
      if (await updateWithRemedies(world, ["destroy", "--yes", "--json"])) {
        await checkDestroyed(world);
      }
    },
  },
  killed: {
    weight: 2,
    arbitrary: fc.record({
      command: fc.constant("killed" as const),
      run: fc.constantFrom("up" as const, "destroy" as const),
      target: fc.constantFrom(...crashTargets),
      request: fc.integer({ min: 1, max: 40 }),
    }),
    async run(world, { run, target, request }) {
      world.write();
      const isKilled = await world.project.killAt(target, request, [run, "--yes", "--skip-preview"]);
      world.history.push(isKilled ? "killed" : "ended before");
      // As documented: `recover` first, after any crash.
      await applyRemedy(world, isKilled && target === "engine" ? "unlock" : "recover", "");
      await converge(world);
    },
  },
};

export const anyCommand: fc.Arbitrary<Command> = fc.oneof(
  ...Object.values(commands).map(({ weight, arbitrary }) => ({
    weight,
    arbitrary: arbitrary as fc.Arbitrary<Command>,
  })),
);

export const runCommand = (world: LifeWorld, command: Command): Promise<void> =>
  (commands[command.command] as CommandRow<Kind>).run(world, command as never);

/** `up` with an option for one resource, then a whole `up`. */
async function upWith(world: LifeWorld, part: Part, option: "--target" | "--replace"): Promise<void> {
  const found = world.find(part);
  if (found) {
    // The refresh of the same command may find that the resource is gone.
    const gone = /^Target '.*' could not be found in the stack/;
    await updateWithRemedies(world, ["up", "--yes", "--json", option, found.urn], gone);
  }
  await converge(world);
}
