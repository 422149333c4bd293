/** `npm run bench`: measures the figures of docs/explanation/performance.md, and writes docs/bench/ with tables and plots. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import { measureCliStart } from "./cliStart";
import { isMet, table } from "./figures";
import type { Figure } from "./figures";
import { barPlot } from "./plot";
import { measurePreview } from "./preview";
import { measureProject } from "./project";
import { measureScale } from "./scale";
import { measureTests } from "./tests";
import { measureTrainingFile } from "./trainingFile";
import { measureUp } from "./up";
import { measureUpload } from "./upload";

const help = `Measures the figures of docs/explanation/performance.md on the local Azure, and writes docs/bench/.

  npm run bench                        all benchmarks (about half an hour)
  npm run bench -- preview up          some of NAMES
  npm run bench -- --rounds 3 preview  a number of rounds
`;

type Progress = (line: string) => void;

interface Benchmark {
  title: string;
  /** Default number of rounds. */
  rounds: number;
  measure: (rounds: number, progress: Progress) => Promise<Figure[]>;
}

const benchmarks: Record<string, Benchmark> = {
  preview: { title: "An unchanged preview", rounds: 5, measure: measurePreview },
  up: { title: "Up of a new stack at Azure's latencies", rounds: 2, measure: measureUp },
  scale: {
    title: "Many integrations in one stack",
    rounds: 1,
    measure: (rounds, progress) => measureScale([1, 10, 100, 300], rounds, progress),
  },
  trainingFile: { title: "A large training file", rounds: 5, measure: measureTrainingFile },
  upload: { title: "A large upload", rounds: 3, measure: measureUpload },
  cliStart: { title: "Starts of the CLI", rounds: 7, measure: measureCliStart },
  project: { title: "The project itself", rounds: 3, measure: measureProject },
  tests: { title: "The tests, file by file", rounds: 1, measure: measureTests },
};

/** More of them are a table alone. */
const maxBars = 30;

const directory = path.join(root, "docs/bench");

/** Each benchmark has a file of its own, so that it can be run again alone. */
function write(name: string, title: string, figures: readonly Figure[]): void {
  fs.mkdirSync(directory, { recursive: true });
  const text = [
    `# ${title}`,
    `Written by \`npm run bench -- ${name}\` on ${new Date().toISOString().slice(0, 10)}, on a machine with ${os.cpus().length} cores and Node ${process.version}, against the local Azure.`,
    table(figures),
    ...writePlots(name, title, figures),
  ];
  fs.writeFileSync(path.join(directory, `${name}.md`), `${text.join("\n\n")}\n`);
}

/** Writes a plot for each unit of several figures. @returns The plots as Markdown images. */
function writePlots(name: string, title: string, figures: readonly Figure[]): string[] {
  const units = [...new Set(figures.map(({ unit }) => unit))];
  return units.flatMap((unit) => {
    const ofUnit = figures.filter((figure) => figure.unit === unit);
    if (ofUnit.length < 2 || ofUnit.length > maxBars) {
      return [];
    }
    const file = `${name}-${unit || "ratio"}.svg`;
    const unitName = unit || "ratios and counts";
    fs.writeFileSync(path.join(directory, file), barPlot(`${title} (${unitName})`, ofUnit));
    return [`![${title}, ${unitName}](${file})`];
  });
}

async function main(args: string[]): Promise<number> {
  const rounds = args[0] === "--rounds" ? Number(args[1]) : undefined;
  const requested = args[0] === "--rounds" ? args.slice(2) : args;
  const isKnown = requested.every((name) => name in benchmarks);
  if (!isKnown || (rounds !== undefined && !(rounds >= 1))) {
    console.error(help.replace("NAMES", Object.keys(benchmarks).join(", ")));
    return 2;
  }
  let missed = 0;
  for (const [name, { title, measure, rounds: defaultRounds }] of Object.entries(benchmarks)) {
    if (requested.length > 0 && !requested.includes(name)) {
      continue;
    }
    console.log(`${title} …`);
    const figures = await measure(rounds ?? defaultRounds, (line) => console.log(`  ${line}`));
    write(name, title, figures);
    console.log(`${table(figures)}\n`);
    missed += figures.filter((figure) => !isMet(figure)).length;
  }
  console.log(
    missed === 0 ? "All figures are within their limits." : `${missed} figures exceed their limits.`,
  );
  return missed === 0 ? 0 : 1;
}

main(process.argv.slice(2)).then(
  (code) => (process.exitCode = code),
  (error: Error) => {
    console.error(error.message);
    process.exitCode = 1;
  },
);
