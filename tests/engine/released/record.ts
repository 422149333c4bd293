/**
 * `npm run record-state -- NAME`: records a state of the component as it is now, for `upgrade.test.ts` of later versions, in a
 * folder NAME beside this file. NAME's `args.json` holds the arguments and is written by hand.
 *
 * `npm run record-state -- NAME-official-inputs --from NAME`: writes the state that NAME would have on the official azure-native. The
 * emulated one left out of the inputs, until 0.2.0, what the official one writes into them.
 */
import { createHash } from "node:crypto";
import * as fs from "node:fs";
import * as path from "node:path";
import { createPlatformProject } from "../../support/platformProject";
import type { StackProject } from "../../support/stackProject";

const apiKey = "0123456789abcdef0123456789abcdef01234567";

/** What every recorded state may refer to: a network, DNS zones, a workspace, an identity, an account and vaults. */
async function createSurroundings(project: StackProject): Promise<void> {
  const group = `${project.azure.subscription}/resourceGroups/rg-platform`;
  const network = `${group}/providers/Microsoft.Network`;
  const location = "swedencentral";
  const vault = (enableRbacAuthorization: boolean) => ({
    location,
    properties: {
      tenantId: project.environment.ARM_TENANT_ID,
      sku: { family: "A", name: "standard" },
      enableRbacAuthorization,
      accessPolicies: [],
    },
  });
  const resources: [id: string, apiVersion: string, body: object][] = [
    [group, "2024-03-01", { location }],
    [
      `${network}/virtualNetworks/hub`,
      "2024-05-01",
      { location, properties: { addressSpace: { addressPrefixes: ["10.0.0.0/16"] } } },
    ],
    [
      `${network}/virtualNetworks/hub/subnets/endpoints`,
      "2024-05-01",
      { properties: { addressPrefix: "10.0.1.0/24" } },
    ],
    [`${network}/privateDnsZones/privatelink.openai.azure.com`, "2024-06-01", { location: "global" }],
    [`${network}/privateDnsZones/privatelink.vaultcore.azure.net`, "2024-06-01", { location: "global" }],
    [`${group}/providers/Microsoft.OperationalInsights/workspaces/one`, "2023-09-01", { location }],
    [`${group}/providers/Microsoft.ManagedIdentity/userAssignedIdentities/cmk`, "2023-01-31", { location }],
    [
      `${group}/providers/Microsoft.CognitiveServices/accounts/hand-made`,
      "2024-10-01",
      {
        location,
        kind: "OpenAI",
        sku: { name: "S0" },
        identity: { type: "SystemAssigned" },
        properties: { customSubDomainName: "hand-made" },
      },
    ],
    [`${group}/providers/Microsoft.KeyVault/vaults/kv-hand-made`, "2023-07-01", vault(true)],
    [`${group}/providers/Microsoft.KeyVault/vaults/kv-policies`, "2023-07-01", vault(false)],
  ];
  for (const [id, apiVersion, body] of resources) {
    const { status, body: answer } = await project.azure.arm("PUT", `${id}?api-version=${apiVersion}`, body);
    if (status >= 300) {
      throw new Error(`${id} was not created: ${JSON.stringify(answer)}`);
    }
  }
}

/** A journal of the local Azure without passwords, private keys and access keys. */
function withoutCredentials(journal: string): string {
  return journal
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const text = line
        .slice(9)
        .replace(/"(secret|password|key1|key2)":"[^"]*"/g, '"$1":"recorded-without-it"');
      return `${createHash("sha256").update(text).digest("base64url").slice(0, 8)} ${text}\n`;
    })
    .join("");
}

/** A state without the places in the program, which name the folders of one machine. */
const withoutPositions = (state: string): string =>
  `${JSON.stringify(
    JSON.parse(state, (key, value: unknown) =>
      key === "sourcePosition" || key === "stackTrace" ? undefined : value,
    ),
    undefined,
    2,
  )}\n`;

async function record(name: string): Promise<void> {
  const folder = path.join(__dirname, name);
  const project = await createPlatformProject();
  try {
    await createSurroundings(project);
    project.write("args.json", fs.readFileSync(path.join(folder, "args.json"), "utf8"));
    await project.pulumi("stack", "init", "test", "--secrets-provider", "passphrase");
    await project.setKey(apiKey);
    await project.up();
    const { stdout } = await project.pulumi("stack", "export");
    fs.writeFileSync(path.join(folder, "stack.json"), withoutPositions(stdout));
    fs.copyFileSync(
      path.join(project.directory, "program/Pulumi.test.yaml"),
      path.join(folder, "settings.yaml"),
    );
    fs.mkdirSync(path.join(folder, "azure"), { recursive: true });
    for (const file of ["state.jsonl", "vault-secrets.jsonl"]) {
      const journal = fs.readFileSync(path.join(project.state, "azure", file), "utf8");
      fs.writeFileSync(path.join(folder, "azure", file), withoutCredentials(journal));
    }
  } finally {
    await project.close();
  }
}

interface RecordedState {
  deployment: { resources: RecordedResource[] };
}

interface RecordedResource {
  type: string;
  urn: string;
  id?: string;
  inputs?: Record<string, unknown>;
  outputs?: Record<string, unknown>;
}

/** The inputs that azure-native generates a name for, where the program gives none. */
const generatedNames = ["resourceGroupName", "accountName", "vaultName", "privateEndpointName", "lockName"];

/** Whether azure-native has generated the resource's own name, which ends its id. */
function isGenerated({ urn, id = "", inputs = {} }: RecordedResource): boolean {
  const name = id.slice(id.lastIndexOf("/") + 1);
  const logicalName = urn.slice(urn.lastIndexOf("::") + 2);
  return (
    generatedNames.some((input) => inputs[input] === name) &&
    name.startsWith(logicalName) &&
    /^[0-9a-f]{8}$/.test(name.slice(logicalName.length))
  );
}

/** A resource with the inputs and outputs of azure-native 3: the API version, the note on a generated name, the id. */
function withOfficialInputs(resource: RecordedResource): RecordedResource {
  if (!resource.type.startsWith("azure-native:") || resource.type.endsWith(":AccessPolicy")) {
    return resource;
  }
  const { inputs, outputs, id } = resource;
  return {
    ...resource,
    inputs: {
      ...(isGenerated(resource) ? { __createBeforeDelete: true } : {}),
      ...inputs,
      azureApiVersion: outputs?.azureApiVersion,
    },
    outputs: { ...outputs, id },
  };
}

function derive(name: string, from: string): void {
  const folder = path.join(__dirname, name);
  fs.cpSync(path.join(__dirname, from), folder, { recursive: true });
  const file = path.join(folder, "stack.json");
  const state = JSON.parse(fs.readFileSync(file, "utf8")) as RecordedState;
  state.deployment.resources = state.deployment.resources.map(withOfficialInputs);
  fs.writeFileSync(file, `${JSON.stringify(state, null, 2)}\n`);
}

const [name, option, from] = process.argv.slice(2);
if (name === undefined) {
  throw new Error("Specify the name of a folder beside this file that holds args.json.");
}
if (option === "--from" && from !== undefined) {
  derive(name, from);
} else {
  void record(name);
}
