/**
 * `npm run proof`: both matrices whole, and their tables in docs/proof. Ends with 1 where a limit is missed.
 * Usage: node -r ./local/register.js tests/proof/run.ts [faults|kills] [--seed N] [--only REGEXP] [--workers N]
 * With --only, the cases whose names match are run and no table is written.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { subscriptionId } from "../../local/azure/directory/seed";
import { root } from "../engine/stackProject";
import { faultCases } from "./faultCases";
import type { FaultCase } from "./faultCases";
import { runFaultCases } from "./faultMatrix";
import { faultTable } from "./faultTable";
import { runKillMoments } from "./killMatrix";
import { killMoments, runs, victims } from "./killMoments";
import type { KillMoment } from "./killMoments";
import { killTable } from "./killTable";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    workers: { type: "string", default: "2" },
  },
});
const only = values.only === undefined ? undefined : new RegExp(values.only);
const [seed, workers] = [Number(values.seed), Number(values.workers)];

/** The same in every local Azure. */
const subscription = `/subscriptions/${subscriptionId}`;

interface Result {
  name: string;
  problems: readonly string[];
}

/** Prints one line for each case as it ends. */
function progressOf(total: number): (result: Result, outcome: string) => void {
  let done = 0;
  return ({ name, problems }, outcome) => {
    done += 1;
    const mark = problems.length === 0 ? "✔" : "✖";
    console.log(`${mark} ${done}/${total} ${name}: ${[outcome, ...problems].join("; ")}`);
  };
}

function writeTable(name: string, text: string): void {
  if (only) {
    return;
  }
  const file = path.join(root, "docs/proof", name);
  fs.mkdirSync(path.dirname(file), { recursive: true });
  fs.writeFileSync(file, text);
  console.log(`wrote ${path.relative(root, file)}`);
}

/** @returns How many cases miss the limit. */
async function faults(): Promise<number> {
  const cases = faultCases(subscription).filter(
    ({ resource, operation, fault }) => !only || only.test(`${resource.name}, ${operation}, ${fault.name}`),
  );
  const lanes = new Map<string, FaultCase[]>();
  for (const one of cases) {
    lanes.set(one.resource.name, [...(lanes.get(one.resource.name) ?? []), one]);
  }
  const progress = progressOf(cases.length);
  const verdicts = await runFaultCases([...lanes.values()], workers, (verdict) =>
    progress(
      { name: `${verdict.resource}, ${verdict.operation}, ${verdict.fault}`, problems: verdict.problems },
      verdict.next ? `${verdict.outcome}; ${verdict.next}` : verdict.outcome,
    ),
  );
  writeTable("faults.md", faultTable(verdicts));
  return verdicts.filter(({ problems }) => problems.length > 0).length;
}

const nameOf = ({ victim, run, part, done }: KillMoment) =>
  `${victim}, ${run} at ${Math.round(part * 100)} %, ${done ? "done" : "not yet done"}`;

/** @returns How many moments miss the limit. */
async function kills(): Promise<number> {
  const moments = killMoments(seed).filter((moment) => !only || only.test(nameOf(moment)));
  // Two stacks for each victim, with half of each run's moments.
  const lanes = victims.flatMap((victim) => {
    const ofRuns = runs.map((run) => moments.filter((one) => one.victim === victim && one.run === run));
    return [0, 1].map((half) =>
      ofRuns.flatMap((list) => list.filter((_, index) => Math.floor(index / 2) % 2 === half)),
    );
  });
  const progress = progressOf(moments.length);
  const verdicts = await runKillMoments(lanes, workers, (verdict) =>
    progress(
      { name: `${nameOf(verdict)} (${verdict.request})`, problems: verdict.problems },
      verdict.problems.length === 0 ? `${verdict.way}: converged` : verdict.way,
    ),
  );
  writeTable("kills.md", killTable(verdicts, seed));
  return verdicts.filter(({ problems }) => problems.length > 0).length;
}

const matrices: Record<string, () => Promise<number>> = { faults, kills };

async function main(): Promise<void> {
  for (const [name, run] of Object.entries(matrices)) {
    if (positionals.length > 0 && !positionals.includes(name)) {
      continue;
    }
    const begin = Date.now();
    const missed = await run();
    console.log(`${name}: ${missed} miss the limit of 0 (${Math.round((Date.now() - begin) / 1000)} s)`);
    process.exitCode = missed > 0 ? 1 : process.exitCode;
  }
}

main().catch((error: Error) => {
  console.error(error.stack);
  process.exitCode = 1;
});
