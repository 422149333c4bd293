/** Runs a command of Pulumi until it succeeds: an error must name a remedy, and the remedy must work. */
import { isOf, policies } from "./lifePolicies";
import { checkConverged, deletionsNotShown } from "./lifeChecks";
import { applyRemedy, remedyFor } from "./lifeRemedies";
import type { RemedyName } from "./lifeRemedies";
import type { Settings } from "./lifeModel";
import type { LifeWorld } from "./lifeWorld";
import { shortened } from "./workers";

/** The same remedy is applied no more often to one command. */
const maxRemedies = 5;

/** Deploys, and checks that the stack is as its program declares it. */
export async function converge(world: LifeWorld): Promise<void> {
  if (!(await updateWithRemedies(world, ["up", "--yes", "--json"]))) {
    return;
  }
  const { name, value } = policies.costCenter.requires;
  const changes = await changesAfterUp(world);
  if (changes.length > 0 && isOf(world.model.policies, "costCenter") && !world.model.settings[name]) {
    // docs/how-to/troubleshoot.md: "Each preview updates tags …".
    world.remedies.push("ignoreTags");
    world.model.settings[name] = [...value];
    await updateWithRemedies(world, ["up", "--yes", "--json"]);
    world.problems.push(...(await changesAfterUp(world)));
  } else {
    world.problems.push(...changes);
  }
  world.problems.push(...(await checkConverged(world)));
}

/**
 * @param harmless An error after which the command is given up, and which is no problem.
 * @returns Whether it succeeded.
 */
export async function updateWithRemedies(
  world: LifeWorld,
  args: string[],
  harmless?: RegExp,
): Promise<boolean> {
  const { problems } = world;
  const applied: RemedyName[] = [];
  const announced = new Set<string>();
  for (;;) {
    const errors = await errorsOf(world, withProgram(args, applied), announced);
    if (errors === undefined) {
      return true;
    }
    if (harmless && errors.length > 0 && errors.every((message) => harmless.test(message))) {
      return false;
    }
    const unknown = errors.filter((error) => remedyFor(error) === undefined);
    const [error = ""] = errors;
    const remedy = remedyFor(error);
    if (remedy === undefined || unknown.length > 0) {
      problems.push(`${args[0]} failed without a remedy: ${unknown.map(shortened).join(" | ")}`);
      return false;
    }
    if (applied.filter((name) => name === remedy).length > 1 || applied.length >= maxRemedies) {
      problems.push(`${args[0]} failed, and ${applied.join(", ")} did not help: ${shortened(error)}`);
      return false;
    }
    applied.push(remedy);
    const first = await applyRemedy(world, remedy, error);
    if (first && !(await deployFirst(world, first))) {
      return false;
    }
  }
}

/** By itself, a destroy signs in with what the last `up` has left in the state. */
const withProgram = (args: string[], applied: readonly RemedyName[]) =>
  args[0] === "destroy" && applied.includes("deployer") ? [...args, "--run-program"] : args;

/** Runs the command. @returns Its errors; undefined: it succeeded. */
async function errorsOf(
  world: LifeWorld,
  args: string[],
  announced: Set<string>,
): Promise<string[] | undefined> {
  const { project, azure, model } = world;
  world.write();
  await azure.control("DELETE", "/_local/requests");
  const { code, shown, errors } = await project.runProgram(...args);
  if (args[0] === "up") {
    world.problems.push(...(await deletionsNotShown(world, shown, announced)));
  }
  if (code === 0) {
    model.deployed = args[0] === "destroy" ? {} : { ...model.settings };
    return undefined;
  }
  world.history.push(`${args[0]} failed: ${errors.map(shortened).join(" | ")}`);
  return errors;
}

/** Deploys what is deployed already with other values of some settings, before the change that has failed. */
async function deployFirst(world: LifeWorld, settings: Settings): Promise<boolean> {
  const { model } = world;
  const wanted = model.settings;
  model.settings = { ...model.deployed, ...settings };
  const isDeployed = await updateWithRemedies(world, ["up", "--yes", "--json"]);
  model.settings = { ...wanted, ...settings };
  return isDeployed;
}

async function changesAfterUp(world: LifeWorld): Promise<string[]> {
  world.write();
  const { code, shown, errors } = await world.project.runProgram("preview", "--json");
  const changes = shown.map(({ op, urn }) => `${op} ${urn.slice(urn.lastIndexOf("::") + 2)}`);
  return code === 0 && changes.length === 0
    ? []
    : [`not converged after up: ${[...changes, ...errors.map(shortened)].join(", ")}`];
}
