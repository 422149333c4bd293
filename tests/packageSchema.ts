/** `npm run schema`: writes components/schema.json, which Pulumi derives from the component's types. */
import * as fs from "node:fs";
import * as path from "node:path";
import { ComponentProvider } from "@pulumi/pulumi/provider/experimental/provider";
import * as components from "../components/index";

const directory = path.join(__dirname, "../components");

export const schemaFile = path.join(directory, "schema.json");

/** As Pulumi's own host derives it for a package that has none. Takes some ten seconds. */
export async function deriveSchema(): Promise<unknown> {
  const provider = new ComponentProvider({
    name: "azure-openai-wandb",
    dirname: directory,
    components: [components.WandbIntegration],
  });
  return JSON.parse(await provider.getSchema()) as unknown;
}

if (require.main === module) {
  void deriveSchema().then((schema) => fs.writeFileSync(schemaFile, `${JSON.stringify(schema, null, 2)}\n`));
}
