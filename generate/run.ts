/**
 * `npm run generate`: writes the files that are generated from tables and types. `--check` writes nothing and ends with 1 where one of
 * them is stale.
 */
import * as fs from "node:fs";
import * as path from "node:path";
import { format, resolveConfig } from "prettier";
import { jobFileJsonSchema } from "../cli/jobFile/schema";
import { publishedVersions } from "./apiVersions";
import { architecturePictures } from "./architecture";
import { cliPage } from "./cliPage";
import { componentPage } from "./componentPage";
import { costPage } from "./costPage";
import { docsIndexPage } from "./docsIndex";
import { messagesPage } from "./messagesPage";
import { configurationPage, pulumiYaml } from "./configuration";
import { policiesPage } from "./policies";
import { portalPicture } from "./portalPicture";
import { deriveSchema } from "./schema";
import { trainingFilesPage } from "./trainingFiles";

const root = path.join(__dirname, "..");
const read = (file: string) => {
  const name = path.join(root, file);
  return fs.existsSync(name) ? fs.readFileSync(name, "utf8") : "";
};

const jobFileSchemaText = () => `${JSON.stringify(jobFileJsonSchema(), null, 2)}\n`;

/** Files in the order in which they are written: the index reads the pages before it. */
async function generated(): Promise<[file: string, text: () => string][]> {
  const schema = await deriveSchema();
  return [
    ["components/schema.json", () => `${JSON.stringify(schema, null, 2)}\n`],
    ["docs/reference/component.md", () => componentPage(schema)],
    ["docs/reference/configuration.md", configurationPage],
    ["docs/reference/training-files.md", trainingFilesPage],
    ["docs/reference/cli.md", cliPage],
    ["docs/reference/messages.md", messagesPage],
    ["docs/reference/policies.md", policiesPage],
    ["docs/explanation/cost.md", costPage],
    ["docs/README.md", docsIndexPage],
    ["Pulumi.yaml", () => pulumiYaml(read("Pulumi.yaml"))],
    ["local/azure/arm/apiVersions.json", publishedVersions],
    ["cli/jobFile/job.schema.json", jobFileSchemaText],
    ["docs/pictures/manage-integrations.svg", portalPicture],
    ...(await architecturePictures()).map(([file, text]): [string, () => string] => [file, () => text]),
  ];
}

async function run(check: boolean): Promise<void> {
  const config = await resolveConfig(path.join(root, "index.ts"));
  for (const [file, textOf] of await generated()) {
    const text = textOf();
    const formatted = /\.yaml$|(Versions|job\.schema)\.json$/.test(file)
      ? await format(text, { ...config, filepath: file })
      : text;
    if (formatted === read(file)) {
      continue;
    }
    if (check) {
      console.error(`${file} is stale: run npm run generate`);
      process.exitCode = 1;
    } else {
      fs.writeFileSync(path.join(root, file), formatted);
      console.log(`${file} is written`);
    }
  }
}

void run(process.argv.includes("--check"));
