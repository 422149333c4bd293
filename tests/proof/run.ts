/**
 * `npm run proof`: the whole fault matrix, all crash-recovery tests, the sequences of a stack's life, crashes of `npm start`, all consumers
 * of the package and all options that may show the key, and their tables in docs/proof. Exits with 1 where a limit is exceeded.
 * Usage: node -r ./local/register.js tests/proof/run.ts [faults|crashes|life|starts|consumers|secrecy] [--seed N] [--only REGEXP] [--workers N]
 *   [--log FILE] [--sequences N] [--without REGEXP] [--sequence JSON] [--crashes N] [--pairs N]
 * With --only, the cases whose names match are run and no table is written. With --log FILE, each result is appended to the file, and
 * a run that was interrupted continues after the results in it. Of life, --sequences are run, --without changes and commands that match;
 * --sequence runs one alone, and prints what happened. Starts are killed --crashes times, and begin twice at once --pairs times.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { subscriptionId } from "../../local/azure/directory/seed";
import { root } from "../support/stackProject";
import { consumerCases, consumerName } from "./consumerCases";
import type { ConsumerCase } from "./consumerCases";
import { runConsumers } from "./consumerMatrix";
import type { ConsumerResult } from "./consumerMatrix";
import { consumerTable } from "./consumerTable";
import { runCrashMoments } from "./crashMatrix";
import type { CrashResult } from "./crashMatrix";
import { crashMoments, momentName, runs, targets } from "./crashMoments";
import type { CrashMoment } from "./crashMoments";
import { crashTable } from "./crashTable";
import { caseName, faultCases } from "./faultCases";
import type { FaultCase } from "./faultCases";
import { runFaultCases } from "./faultMatrix";
import type { FaultResult } from "./faultStack";
import { faultTable } from "./faultTable";
import { LifeProject } from "./lifeProject";
import { runLives, runSequence } from "./lifeRun";
import type { LifeResult, Sequence } from "./lifeRun";
import { kindOf, shrink } from "./lifeShrink";
import { lifeTable, problem } from "./lifeTable";
import { secrecyCases } from "./secrecyCases";
import type { SecrecyCase } from "./secrecyCases";
import { SecrecyStack } from "./secrecyStack";
import type { SecrecyResult } from "./secrecyStack";
import { secrecyTable } from "./secrecyTable";
import { runBatches } from "./workers";
import { startCaseName, startChains } from "./startCases";
import type { StartCase } from "./startCases";
import { runStarts, undisturbedStart } from "./startMatrix";
import type { StartResult } from "./startMatrix";
import { startTable } from "./startTable";
import type { CaseResult } from "./workers";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    workers: { type: "string", default: "2" },
    log: { type: "string" },
    sequences: { type: "string", default: "500" },
    without: { type: "string" },
    sequence: { type: "string" },
    crashes: { type: "string", default: "200" },
    pairs: { type: "string", default: "10" },
  },
});
const only = values.only === undefined ? undefined : new RegExp(values.only);
const [seed, workers] = [Number(values.seed), Number(values.workers)];

/** The same in every local Azure. */
const subscription = `/subscriptions/${subscriptionId}`;

/** Results of an earlier run, by case. */
const logged = new Map<string, unknown>();
if (values.log && fs.existsSync(values.log)) {
  for (const line of fs.readFileSync(values.log, "utf8").trim().split("\n")) {
    const [name, result] = JSON.parse(line) as [string, unknown];
    logged.set(name, result);
  }
}

/** The cases that remain to be run, the results of an earlier run, and what reports each result. */
function remainingCases<Case, Result extends CaseResult>(
  cases: readonly Case[],
  nameOf: (testCase: Case) => string,
  outcomeOf: (result: Result) => string,
): { remaining: Case[]; earlier: Result[]; progress: (result: Result) => void } {
  const selected = cases.filter((testCase) => !only || only.test(nameOf(testCase)));
  const remaining = selected.filter((testCase) => !logged.has(nameOf(testCase)));
  const earlier = selected
    .filter((testCase) => logged.has(nameOf(testCase)))
    .map((testCase) => logged.get(nameOf(testCase)) as Result);
  let done = earlier.length;
  const progress = (result: Result) => {
    done += 1;
    const mark = result.problems.length === 0 ? "✔" : "✖";
    const outcome = [outcomeOf(result), ...result.problems].join("; ");
    console.log(`${mark} ${done}/${selected.length} ${result.name}: ${outcome}`);
    if (values.log) {
      fs.appendFileSync(values.log, `${JSON.stringify([result.name, result])}\n`);
    }
  };
  return { remaining, earlier, progress };
}

/** Writes the table of a whole run. */
function writeTable(file: string, table: () => string): void {
  if (!only) {
    const target = path.join(root, "docs/proof", file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, table());
    console.log(`wrote ${path.relative(root, target)}`);
  }
}

async function faults(): Promise<CaseResult[]> {
  const { remaining, earlier, progress } = remainingCases<FaultCase, FaultResult>(
    faultCases(subscription),
    caseName,
    ({ outcome, next }) => (next ? `${outcome}; ${next}` : outcome),
  );
  const batches = new Map<string, FaultCase[]>();
  for (const faultCase of remaining) {
    const { name } = faultCase.resource;
    batches.set(name, [...(batches.get(name) ?? []), faultCase]);
  }
  const results = [...earlier, ...(await runFaultCases([...batches.values()], workers, progress))];
  writeTable("faults.md", () => faultTable(results));
  return results;
}

async function crashes(): Promise<CaseResult[]> {
  const { remaining, earlier, progress } = remainingCases<CrashMoment, CrashResult>(
    crashMoments(seed),
    momentName,
    ({ request, commands, problems }) =>
      `${request}: ${commands}${problems.length === 0 ? ": converged" : ""}`,
  );
  // Two stacks for each target, with half of each run's moments.
  const batches = targets.flatMap((target) => {
    const byRun = runs.map((run) =>
      remaining.filter((moment) => moment.target === target && moment.run === run),
    );
    return [0, 1].map((half) =>
      byRun.flatMap((moments) => moments.filter((_, index) => Math.floor(index / 2) % 2 === half)),
    );
  });
  const results = [...earlier, ...(await runCrashMoments(batches, workers, progress))];
  writeTable("crashes.md", () => crashTable(results, seed));
  return results;
}

/** How many sequences are run to find the shortest one with a problem. */
const maxShrinkRuns = 15;

/** Sequences of one worker after the other in a row, so that a project is created once for all of them. */
function batchesOf(numbers: readonly number[]): number[][] {
  return Array.from({ length: workers }, (_, worker) =>
    numbers.filter((_number, index) => index % workers === worker),
  );
}

async function life(): Promise<CaseResult[]> {
  if (values.sequence !== undefined) {
    return [await oneLife(JSON.parse(values.sequence) as Sequence)];
  }
  const numbers = Array.from({ length: Number(values.sequences) }, (_, index) => seed * 10_000 + index);
  const { remaining, earlier, progress } = remainingCases<number, LifeResult>(
    numbers,
    (number) => `sequence ${number}`,
    ({ steps, remedies, seconds }) =>
      `${steps.length} steps in ${Math.round(seconds)} s${remedies.length > 0 ? `, ${remedies.join(", ")}` : ""}`,
  );
  const without = values.without === undefined ? undefined : new RegExp(values.without);
  const results = [...earlier, ...(await runLives(batchesOf(remaining), workers, progress, without))];
  const failed = results.filter(({ problems }) => problems.length > 0);
  const shrunk: LifeResult[] = [];
  for (const result of failed) {
    if (!shrunk.some((other) => kindOf(other) === kindOf(result))) {
      const smallest = await shrink(result, maxShrinkRuns);
      shrunk.push(smallest);
      console.log(`${problem(smallest)}\n${smallest.history.map((line) => `    ${line}`).join("\n")}`);
    }
  }
  writeTable("life.md", () => lifeTable(results, shrunk, seed));
  return results;
}

/** Runs a sequence again, such as one of docs/proof/life.md. */
async function oneLife(sequence: Sequence): Promise<LifeResult> {
  const project = await LifeProject.create();
  try {
    const result = await runSequence(project, 0, sequence);
    console.log([...result.history, ...result.problems].join("\n"));
    return result;
  } finally {
    await project.close();
  }
}

async function starts(): Promise<CaseResult[]> {
  const planned = { crashes: Number(values.crashes), pairs: Number(values.pairs) };
  const chains = startChains(seed, planned.crashes, planned.pairs);
  const { remaining, earlier, progress } = remainingCases<StartCase, StartResult>(
    chains.flat(),
    startCaseName,
    ({ step, isComplete }) => (isComplete ? `${step}, then a whole start` : step),
  );
  // A chain is run from its beginning, since its cases continue each other.
  const waiting = chains.filter((chain) => chain.some((startCase) => remaining.includes(startCase)));
  const done = earlier.filter(
    ({ name }) => !waiting.flat().some((startCase) => startCaseName(startCase) === name),
  );
  const results = [...done, ...(await runStarts(waiting, workers, await undisturbedStart(), progress))];
  writeTable("starts.md", () => startTable(results, seed, planned));
  return results;
}

async function consumers(): Promise<CaseResult[]> {
  const { remaining, earlier, progress } = remainingCases<ConsumerCase, ConsumerResult>(
    consumerCases(),
    consumerName,
    ({ missing }) => (missing.length > 0 ? `without Node ${missing.join(", ")}` : "ok"),
  );
  const results = [...earlier, ...(await runConsumers(remaining, workers, progress))];
  // In the order of the cases, which workers do not keep.
  const byName = new Map(results.map((result) => [result.name, result]));
  const ordered = consumerCases().flatMap((consumer) => byName.get(consumerName(consumer)) ?? []);
  writeTable("consumers.md", () => consumerTable(ordered));
  return results;
}

async function secrecy(): Promise<CaseResult[]> {
  const { remaining, earlier, progress } = remainingCases<SecrecyCase, SecrecyResult>(
    secrecyCases,
    ({ name }) => name,
    ({ problems }) => (problems.length === 0 ? "as documented" : "not as documented"),
  );
  const batches = Array.from({ length: workers }, (_, worker) =>
    remaining.filter((_case, index) => index % workers === worker),
  );
  const ran = await runBatches(batches, workers, {
    create: () => SecrecyStack.create(),
    notRun: ({ name }, error) => ({ name, findings: {}, problems: [error.message] }),
    progress,
  });
  const byName = new Map([...earlier, ...ran].map((result) => [result.name, result]));
  const results = secrecyCases.flatMap(({ name }) => byName.get(name) ?? []);
  writeTable("secrecy.md", () => secrecyTable(results));
  return results;
}

const matrices: Record<string, () => Promise<CaseResult[]>> = {
  faults,
  crashes,
  life,
  starts,
  consumers,
  secrecy,
};

async function main(): Promise<void> {
  // A run that is interrupted must not pass.
  process.exitCode = 1;
  let failures = 0;
  for (const [name, run] of Object.entries(matrices)) {
    if (positionals.length > 0 && !positionals.includes(name)) {
      continue;
    }
    const begin = Date.now();
    const failed = (await run()).filter(({ problems }) => problems.length > 0).length;
    console.log(`${name}: ${failed} problems (limit: 0) in ${Math.round((Date.now() - begin) / 1000)} s`);
    failures += failed;
  }
  process.exitCode = failures > 0 ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.stack);
});
