/** `npm run bench`: measures what the README claims, and writes it down in docs/bench/ as tables and plots. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { root } from "../tests/support/stackProject";
import { isMet, table } from "./figures";
import type { Figure } from "./figures";
import { barPlot } from "./plot";
import { measurePreview } from "./preview";
import { measureProject } from "./project";
import { measureScale } from "./scale";
import { measureTrainingFile } from "./trainingFile";
import { measureUp } from "./up";

const help = `Measures what the README claims, on the local Azure, and writes docs/bench/.

  npm run bench                        everything (about half an hour)
  npm run bench -- preview up          some of: NAMES
  npm run bench -- --rounds 3 preview  with so many rounds
`;

type Progress = (line: string) => void;

interface Bench {
  title: string;
  /** How many where none are asked for. */
  rounds: number;
  measure: (rounds: number, progress: Progress) => Promise<Figure[]>;
}

const benches: Record<string, Bench> = {
  preview: { title: "An unchanged preview", rounds: 5, measure: measurePreview },
  up: { title: "Up from nothing, at Azure's latencies", rounds: 2, measure: measureUp },
  scale: {
    title: "Many integrations in one stack",
    rounds: 1,
    measure: (rounds, progress) => measureScale([1, 10, 100, 300], rounds, progress),
  },
  trainingFile: { title: "A large training file", rounds: 5, measure: measureTrainingFile },
  project: { title: "The project itself", rounds: 3, measure: measureProject },
};

const directory = path.join(root, "docs/bench");

/** Each bench has a file of its own, so that one can be run again alone. */
function write(name: string, title: string, figures: readonly Figure[]): void {
  fs.mkdirSync(directory, { recursive: true });
  const byUnit = new Map<string, Figure[]>();
  figures.forEach((figure) => byUnit.set(figure.unit, [...(byUnit.get(figure.unit) ?? []), figure]));
  const plots = [...byUnit]
    .filter(([, list]) => list.length > 1)
    .map(([unit, list]) => {
      const file = `${name}-${unit || "ratio"}.svg`;
      fs.writeFileSync(
        path.join(directory, file),
        barPlot(`${title} (${unit === "" ? "ratios and counts" : unit})`, list),
      );
      return `![${title}, ${unit === "" ? "ratios and counts" : unit}](${file})`;
    });
  const { version } = process;
  const text = [
    `# ${title}`,
    `Written by \`npm run bench -- ${name}\` on ${new Date().toISOString().slice(0, 10)}, on a machine with ${os.cpus().length} cores and Node ${version}, against the local Azure.`,
    table(figures),
    ...plots,
  ];
  fs.writeFileSync(path.join(directory, `${name}.md`), `${text.join("\n\n")}\n`);
}

async function main(args: string[]): Promise<number> {
  const rounds = args[0] === "--rounds" ? Number(args[1]) : undefined;
  const asked = args[0] === "--rounds" ? args.slice(2) : args;
  const unknown = asked.filter((name) => !(name in benches));
  if (unknown.length > 0 || (rounds !== undefined && !(rounds >= 1))) {
    console.error(help.replace("NAMES", Object.keys(benches).join(", ")));
    return 2;
  }
  let missed = 0;
  for (const name of asked.length > 0 ? asked : Object.keys(benches)) {
    const { title, measure, rounds: usual } = benches[name]!;
    console.log(`${title} …`);
    const figures = await measure(rounds ?? usual, (line) => console.log(`  ${line}`));
    write(name, title, figures);
    console.log(`${table(figures)}\n`);
    missed += figures.filter((figure) => !isMet(figure)).length;
  }
  console.log(
    missed === 0 ? "Everything is within its limit." : `${missed} figures are over their limit: see above.`,
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
