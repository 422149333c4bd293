/**
 * `npm run proof`: both matrices whole, and their tables in docs/proof. Ends with 1 where a limit is missed.
 * Usage: node -r ./local/register.js tests/proof/run.ts [faults|kills] [--seed N] [--only REGEXP] [--workers N] [--log FILE]
 * With --only, the cases whose names match are run and no table is written. With --log FILE, each verdict is written there too, and a
 * run that was interrupted goes on after those that are there.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { parseArgs } from "node:util";
import { subscriptionId } from "../../local/azure/directory/seed";
import { root } from "../support/stackProject";
import { caseName, faultCases } from "./faultCases";
import type { FaultCase } from "./faultCases";
import { runFaultCases } from "./faultMatrix";
import type { FaultVerdict } from "./faultMatrix";
import { faultTable } from "./faultTable";
import { runKillMoments } from "./killMatrix";
import type { KillVerdict } from "./killMatrix";
import { killMoments, momentName, runs, victims } from "./killMoments";
import type { KillMoment } from "./killMoments";
import { killTable } from "./killTable";

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: "string", default: "1" },
    only: { type: "string" },
    workers: { type: "string", default: "2" },
    log: { type: "string" },
  },
});
const only = values.only === undefined ? undefined : new RegExp(values.only);
const [seed, workers] = [Number(values.seed), Number(values.workers)];

/** The same in every local Azure. */
const subscription = `/subscriptions/${subscriptionId}`;

/** Verdicts of an earlier run, by case. */
const logged = new Map<string, unknown>();
if (values.log && fs.existsSync(values.log)) {
  for (const line of fs.readFileSync(values.log, "utf8").trim().split("\n")) {
    const [name, verdict] = JSON.parse(line) as [string, unknown];
    logged.set(name, verdict);
  }
}

/** What is left of the cases of a matrix, and a place for each verdict as it comes. */
function begin<Case, Verdict extends { name: string; problems: readonly string[] }>(
  cases: readonly Case[],
  nameOf: (one: Case) => string,
  outcomeOf: (verdict: Verdict) => string,
): { left: Case[]; before: Verdict[]; progress: (verdict: Verdict) => void } {
  const all = cases.filter((one) => !only || only.test(nameOf(one)));
  const left = all.filter((one) => !logged.has(nameOf(one)));
  const before = all.filter((one) => !left.includes(one)).map((one) => logged.get(nameOf(one)) as Verdict);
  let done = before.length;
  const progress = (verdict: Verdict) => {
    done += 1;
    const mark = verdict.problems.length === 0 ? "✔" : "✖";
    const said = [outcomeOf(verdict), ...verdict.problems].join("; ");
    console.log(`${mark} ${done}/${all.length} ${verdict.name}: ${said}`);
    if (values.log) {
      fs.appendFileSync(values.log, `${JSON.stringify([verdict.name, verdict])}\n`);
    }
  };
  return { left, before, progress };
}

/** @returns How many cases miss the limit. */
function end(
  file: string,
  verdicts: readonly { problems: readonly string[] }[],
  table: () => string,
): number {
  if (!only) {
    const target = path.join(root, "docs/proof", file);
    fs.mkdirSync(path.dirname(target), { recursive: true });
    fs.writeFileSync(target, table());
    console.log(`wrote ${path.relative(root, target)}`);
  }
  return verdicts.filter(({ problems }) => problems.length > 0).length;
}

async function faults(): Promise<number> {
  const { left, before, progress } = begin<FaultCase, FaultVerdict>(
    faultCases(subscription),
    caseName,
    ({ outcome, next }) => (next ? `${outcome}; ${next}` : outcome),
  );
  const lanes = new Map<string, FaultCase[]>();
  for (const one of left) {
    lanes.set(one.resource.name, [...(lanes.get(one.resource.name) ?? []), one]);
  }
  const verdicts = [...before, ...(await runFaultCases([...lanes.values()], workers, progress))];
  return end("faults.md", verdicts, () => faultTable(verdicts));
}

async function kills(): Promise<number> {
  const { left, before, progress } = begin<KillMoment, KillVerdict>(
    killMoments(seed),
    momentName,
    ({ request, way, problems }) => `${request}: ${way}${problems.length === 0 ? ": converged" : ""}`,
  );
  // Two stacks for each victim, with half of each run's moments.
  const lanes = victims.flatMap((victim) => {
    const ofRuns = runs.map((run) => left.filter((one) => one.victim === victim && one.run === run));
    return [0, 1].map((half) =>
      ofRuns.flatMap((list) => list.filter((_, index) => Math.floor(index / 2) % 2 === half)),
    );
  });
  const verdicts = [...before, ...(await runKillMoments(lanes, workers, progress))];
  return end("kills.md", verdicts, () => killTable(verdicts, seed));
}

const matrices: Record<string, () => Promise<number>> = { faults, kills };

async function main(): Promise<void> {
  // A run that is cut short has shown nothing.
  process.exitCode = 1;
  let all = 0;
  for (const [name, run] of Object.entries(matrices)) {
    if (positionals.length > 0 && !positionals.includes(name)) {
      continue;
    }
    const begin = Date.now();
    const missed = await run();
    console.log(`${name}: ${missed} miss the limit of 0 (${Math.round((Date.now() - begin) / 1000)} s)`);
    all += missed;
  }
  process.exitCode = all > 0 ? 1 : 0;
}

main().catch((error: Error) => {
  console.error(error.stack);
});
