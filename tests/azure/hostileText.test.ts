/** What the terminal receives of a service whose errors contain what terminals obey. The commands run as processes. */
import { spawn } from "node:child_process";
import * as path from "node:path";
import { startInterceptor } from "./interceptor";
import type { Interceptor } from "./interceptor";

jest.setTimeout(120_000);

let interceptor: Interceptor;
beforeAll(async () => (interceptor = await startInterceptor()));
afterAll(() => interceptor.close());

const escapes = [
  "\x1b]0;title\x07",
  "\x1b]52;c;Y2xpcGJvYXJk\x07",
  "\x1b[2J\x1b[1A",
  "\x1b[32m✔ forged\x1b[39m",
  "\n✔ forged\r✔ forged",
  "\x9b2J\x85✔ forged\u2028✔ forged",
  "\u202egnp.exe",
].join("");
const text = `AADSTS1 before${escapes}after https://user:hunter2@contoso.com?sig=hunter2`;

/** The text at the places of each service's errors, and of its objects. */
const body = {
  error: { code: text, message: text, innererror: { code: text } },
  error_description: text,
  errors: [{ message: text }],
  message: text,
  name: text,
  kind: text,
  location: text,
  data: [
    { id: text, status: text, model: text, fine_tuned_model: text, created_at: 0, object: "fine_tuning.job" },
  ],
  properties: { endpoint: text, provisioningState: text },
  has_more: false,
};

function run(args: string[], variables: Record<string, string>): Promise<string> {
  const child = spawn(process.execPath, ["cli/bin/azure-openai-wandb.js", ...args], {
    cwd: path.join(__dirname, "../.."),
    env: { ...process.env, HTTPS_PROXY: interceptor.url, https_proxy: interceptor.url, ...variables },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding("utf8").on("data", (data: string) => (output += data));
  }
  return new Promise((resolve) => child.on("close", () => resolve(output)));
}

const account = "https://hostile.openai.azure.com/";
const names = ["--resource-group", "rg", "--account", "a", "--vault", "hostile"];
const key = { AZURE_OPENAI_API_KEY: "key", WANDB_API_KEY: "key" };

test.each<[string, RegExp, number, string[], Record<string, string>]>([
  ["Azure OpenAI's errors", /openai/, 400, ["finetune", "list", "--endpoint", account], key],
  ["Azure OpenAI's objects", /openai/, 200, ["finetune", "list", "--endpoint", account], key],
  [
    "Azure OpenAI's objects, as JSON",
    /openai/,
    200,
    ["finetune", "list", "--json", "--endpoint", account],
    key,
  ],
  ["Azure Resource Manager's errors", /management/, 400, ["doctor", ...names], {}],
  ["Azure Resource Manager's objects", /management/, 200, ["doctor", ...names], {}],
  ["Azure Resource Manager's objects, as JSON", /management/, 200, ["doctor", "--json", ...names], {}],
  ["Microsoft Entra ID's errors", /microsoftonline/, 400, ["doctor", ...names], {}],
  ["Microsoft Entra ID's errors, as JSON", /microsoftonline/, 400, ["doctor", "--json", ...names], {}],
])("%s are only shown", async (_what, host, status, args, variables) => {
  interceptor.intercept(host, () => ({ status, body }));
  const output = await run(args, variables);
  expect(interceptor.received).not.toEqual([]);
  expect(output).toContain("before");
  // eslint-disable-next-line no-control-regex -- control characters are what this finds
  expect(output).not.toMatch(/[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028-\u202e]|^✔ forged|hunter2/mu);
});
