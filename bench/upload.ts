/** Time and memory of the CLI's process while it uploads: 400 MB in one request, and 1 GB in parts, to a local Azure in another process. */
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { startAzureProcess } from "../tests/support/startAzureProcess";
import { root } from "../tests/support/stackProject";
import type { Figure } from "./figures";

interface Case {
  title: string;
  bytes: number;
  way: "atOnce" | "inParts";
}

const cases: readonly Case[] = [
  { title: "400 MB in one request", bytes: 400_000_000, way: "atOnce" },
  { title: "1 GB in parts", bytes: 1_000_000_000, way: "inParts" },
];

/** Creates an account, and prints its endpoint and a key. */
const createAccount = `
const { ClientSecretCredential } = require("@azure/identity");
const { CognitiveServicesManagementClient } = require("@azure/arm-cognitiveservices");
const { ResourceManagementClient } = require("@azure/arm-resources");
const { env } = process;
const credential = new ClientSecretCredential(env.AZURE_TENANT_ID, env.AZURE_CLIENT_ID, env.AZURE_CLIENT_SECRET);
const name = "bench-" + Date.now().toString(36);
(async () => {
  await fetch(env.LOCAL_AZURE_URL + "/_local/settings", {
    method: "PUT",
    headers: { authorization: "Bearer " + env.LOCAL_AZURE_TOKEN, "content-type": "application/json" },
    body: JSON.stringify({ trainingFileBytes: 2e9 }),
  });
  const group = { location: "swedencentral" };
  await new ResourceManagementClient(credential, env.AZURE_SUBSCRIPTION_ID).resourceGroups.createOrUpdate("bench", group);
  const { accounts } = new CognitiveServicesManagementClient(credential, env.AZURE_SUBSCRIPTION_ID);
  const properties = { customSubDomainName: name };
  const account = { ...group, kind: "OpenAI", sku: { name: "S0" }, properties };
  const { properties: { endpoint } } = await accounts.beginCreateAndWait("bench", name, account);
  const { key1 } = await accounts.listKeys("bench", name);
  console.log(JSON.stringify({ endpoint, key: key1 }));
})();`;

/** Reads the file for its digest, as the validation does, and uploads it. Prints what that cost. */
const upload = `
const { openAiClient } = require("./cli/openai/client.ts");
const { uploadFile } = require("./cli/openai/files.ts");
const { partBytes } = require("./cli/openai/uploads.ts");
const { uploadInParts } = require("./cli/finetune/uploadInParts.ts");
const { contentRecorder, readUnchanged } = require("./cli/trainingFile/content.ts");
const { openFile } = require("./cli/trainingFile/openFile.ts");
const [, path, endpoint, way] = process.argv;
const { signal } = new AbortController();
const name = "bench.jsonl";
const ways = {
  atOnce: ({ client }, file, content) =>
    uploadFile(client, { name, bytes: content.bytes, read: () => readUnchanged(file, content) }, signal),
  inParts: (openai, file, content) =>
    uploadInParts({ file, content }, { ...openai, name, partBytes, signal, onProgress() {}, onNotice() {}, find() {} }),
};
const megabytes = () => process.resourceUsage().maxRSS / 1024;
(async () => {
  const openai = await openAiClient({ endpoint });
  const file = await openFile(path);
  const recorder = contentRecorder();
  for await (const _ of recorder.record(file.chunks()));
  const before = megabytes();
  const begin = Date.now();
  const id = await ways[way](openai, file, recorder.end());
  console.log(JSON.stringify({ id, before, seconds: (Date.now() - begin) / 1000, peak: megabytes() }));
})();`;

/** Runs a program, and returns the JSON that it prints. */
function run<Result>(program: string, args: string[], environment: NodeJS.ProcessEnv): Promise<Result> {
  const child = spawn(process.execPath, ["-r", "./local/register.js", "-e", program, ...args], {
    cwd: root,
    env: { ...process.env, ...environment },
    stdio: ["ignore", "pipe", "inherit"],
  });
  let printed = "";
  child.stdout.on("data", (data: Buffer) => (printed += data.toString()));
  return new Promise((resolve, reject) =>
    child.on("close", (code) =>
      code === 0 ? resolve(JSON.parse(printed) as Result) : reject(new Error(printed)),
    ),
  );
}

/** Writes a file of lines. */
function writeLines(file: string, bytes: number): void {
  const line = `${JSON.stringify({ messages: [{ role: "user", content: "a".repeat(900) }] })}\n`;
  const chunk = Buffer.from(line.repeat(10_000));
  const out = fs.openSync(file, "w");
  for (let rest = bytes; rest > 0; rest -= chunk.length) {
    fs.writeSync(out, chunk, 0, Math.min(rest, chunk.length));
  }
  fs.closeSync(out);
}

/** Uploads a file to a new local Azure. */
async function measureOnce({ bytes, way }: Case): Promise<{ before: number; seconds: number; peak: number }> {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "upload-"));
  const azure = await startAzureProcess(path.join(directory, "azure"));
  try {
    const file = path.join(directory, "large.jsonl");
    writeLines(file, bytes);
    const account = await run<{ endpoint: string; key: string }>(createAccount, [], azure.environment);
    return await run(upload, [file, account.endpoint, way], {
      ...azure.environment,
      AZURE_OPENAI_API_KEY: account.key,
      XDG_STATE_HOME: path.join(directory, "state"),
    });
  } finally {
    await azure.kill();
    fs.rmSync(directory, { recursive: true });
  }
}

export async function measureUpload(rounds: number, progress: (line: string) => void): Promise<Figure[]> {
  const figures: Figure[] = [];
  for (const measured of cases) {
    const costs: Awaited<ReturnType<typeof measureOnce>>[] = [];
    for (let round = 1; round <= rounds; round += 1) {
      costs.push(await measureOnce(measured));
      progress(`${measured.title}: round ${round} of ${rounds}`);
    }
    figures.push(
      { name: `${measured.title}: upload`, unit: "s", values: costs.map(({ seconds }) => seconds) },
      { name: `${measured.title}: memory before`, unit: "MB", values: costs.map(({ before }) => before) },
      {
        name: `${measured.title}: peak memory`,
        unit: "MB",
        values: costs.map(({ peak }) => peak),
        limit: 150,
      },
    );
  }
  return figures;
}
