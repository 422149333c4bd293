/**
 * The page of a run on the local W&B, in a real browser that uses the local Azure as its proxy.
 * `UPDATE_PICTURES=1 npm run local -- npx jest tests/azure/runPage.test.ts` writes its picture in the documents again.
 */
import * as path from "node:path";
import { chromium } from "playwright-core";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import { runUrl } from "../../cli/wandb/runs";
import { chromiumPath, describeInBrowser, inChromium, expectPicture } from "../support/browser";
import { supervisedMetrics } from "../support/jobDetails";
import { control, controlToken, controlUrl, unique } from "./localAzure";
import { raw } from "./raw";

jest.setTimeout(120_000);

const picture = path.join(__dirname, "../../docs/pictures/local-run.png");
const entity = "contoso";
const key = `${unique("visitor")}${"0".repeat(30)}`;
const basic = (user: string, password: string) => ({
  authorization: `Basic ${Buffer.from(`${user}:${password}`).toString("base64")}`,
});

interface NewRun {
  project?: string;
  name: string;
  config?: object;
  rows?: object[];
  more?: object;
}

/** Logs a run as W&B's clients do. @returns The URL that commands print. */
async function logRun({
  project = "fine-tuning",
  name,
  config = {},
  rows = [],
  more = {},
}: NewRun): Promise<string> {
  const headers = basic("api", key);
  const query = `mutation UpsertBucket($input: UpsertBucketInput!) { upsertBucket(input: $input) { inserted } }`;
  const input = { name, modelName: project, entityName: entity, config: JSON.stringify(config), ...more };
  const created = await raw("POST", "https://api.wandb.ai/graphql", {
    headers,
    body: { query, variables: { input } },
  });
  expect([created.status, created.json.errors]).toEqual([200, undefined]);
  const files = { "wandb-history.jsonl": { offset: 0, content: rows.map((row) => JSON.stringify(row)) } };
  const names = [entity, project, name].map(encodeURIComponent).join("/");
  const url = `https://api.wandb.ai/files/${names}/file_stream`;
  const sent = await raw("POST", url, { headers, body: { files, complete: true, exitcode: 0 } });
  expect(sent.status).toBe(200);
  return runUrl(entity, project, name);
}

const history = Array.from({ length: 96 }, (_, index) => ({
  _step: index + 1,
  ...supervisedMetrics(0.05)(index + 1),
}));
let url: string;

beforeAll(async () => {
  await control("POST", "wandb/keys", { key, username: "ada", entity, teams: [] });
  url = await logRun({
    name: "ftjob-41e7d3a9b5954114",
    rows: history,
    config: { model: { value: "gpt-4.1-mini-2025-04-14" }, n_epochs: { value: 3 }, seed: { value: 1 } },
    more: { displayName: "support", jobType: "fine-tune", tags: ["openai/finetune"] },
  });
});

describe("the URL of a run", () => {
  test.each(["ada", "api", ""])(
    "asks for the API key as the password, of the user name “%s” too",
    async (name) => {
      const page = await raw("GET", url, { headers: basic(name, key) });
      expect([page.status, page.headers.get("content-type")]).toEqual([200, "text/html; charset=utf-8"]);
      expect(page.text).toContain("on the local W&amp;B");
      expect(page.text).not.toContain(key);
    },
  );

  test.each<[string, Record<string, string>]>([
    ["no key", {}],
    ["an unknown key", basic("api", "unknown")],
    ["the key as the user name", basic(key, "")],
  ])("with %s is refused, and the browser asks for one", async (_what, headers) => {
    const refused = await raw("GET", url, { headers });
    expect([refused.status, refused.headers.get("www-authenticate")]).toEqual([
      401,
      'Basic realm="W&B API key", charset="UTF-8"',
    ]);
    expect(refused.headers.get("content-type")).toBe("text/plain; charset=utf-8");
    expect(refused.text).not.toContain("<");
  });

  test("of another entity is refused, whether it has such a run or not", async () => {
    const other = `${unique("other")}${"0".repeat(30)}`;
    await control("POST", "wandb/keys", {
      key: other,
      username: "bob",
      entity: unique("fabrikam-"),
      teams: [],
    });
    const statuses = await Promise.all(
      [url, runUrl(entity, "fine-tuning", "none")].map(
        async (one) => (await raw("GET", one, { headers: basic("api", other) })).status,
      ),
    );
    expect(statuses).toEqual([403, 403]);
  });

  test("of a run that does not exist is not found", async () => {
    const missing = await raw("GET", runUrl(entity, "fine-tuning", "none"), { headers: basic("api", key) });
    expect([missing.status, missing.text]).toEqual([404, `run ${entity}/fine-tuning/none not found\n`]);
  });

  test("is the same at CoreWeave Forge, and by the token of the local Azure", async () => {
    const page = await raw("GET", url, { headers: basic("api", key) });
    const { pathname } = new URL(url);
    const forge = await raw("GET", `https://forge.coreweave.com/wandb${pathname}`, {
      headers: basic("api", key),
    });
    expect(forge.text).toBe(page.text);
    const route = `${controlUrl}/_local/wandb/pages${pathname}`;
    const byToken = await fetch(route, { headers: { authorization: `Bearer ${controlToken}` } });
    expect(await byToken.text()).toBe(page.text);
    expect((await fetch(route)).status).toBe(401);
  });
});

describe("the page", () => {
  const pageOf = async (run: NewRun) => {
    const page = await raw("GET", await logRun(run), { headers: basic("api", key) });
    expect(page.status).toBe(200);
    return page.text;
  };

  test("has the values of the history and the settings without its script", async () => {
    const { text } = await raw("GET", url, { headers: basic("api", key) });
    const table = text.replace(/<[^>]*>/g, " ").replace(/\s+/g, " ");
    expect(table).toContain("State finished");
    expect(table).toContain("n_epochs 3");
    expect(table).toMatch(/support training loss \S+ at 1 \S+ at 96/);
  });

  test.each<[string, NewRun]>([
    ["no history", { name: "empty" }],
    ["text and lists in its history", { name: "texts", rows: [{ _step: 1, note: "a", list: [1] }] }],
    ["a configuration that is a list", { name: "list", config: [1, 2] }],
    ["one step", { name: "one", rows: [{ _step: 0, loss: 1 }] }],
    [
      "names of the language itself",
      { name: "__proto__", config: { constructor: { value: 1 }, toString: 1 } },
    ],
  ])("of a run with %s is shown", async (_what, run) => {
    expect(await pageOf(run)).toContain("</html>");
  });
});

describeInBrowser(inChromium("the page in a browser"), () => {
  let browser: Browser;
  beforeAll(async () => {
    browser = await chromium.launch({
      executablePath: chromiumPath,
      args: ["--no-sandbox"],
      proxy: { server: process.env.HTTPS_PROXY! },
    });
  });
  afterAll(() => browser?.close());

  /** Opens a run's URL. @returns The page, with its requests and the messages of its scripts. */
  async function open(
    runPage: string,
    options: BrowserContextOptions = {},
  ): Promise<{ page: Page; requests: string[]; messages: string[] }> {
    const context = await browser.newContext({
      ignoreHTTPSErrors: true,
      httpCredentials: { username: "api", password: key },
      viewport: { width: 1180, height: 860 },
      ...options,
    });
    const page = await context.newPage();
    const requests: string[] = [];
    const messages: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    page.on("dialog", (dialog) => {
      messages.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    expect((await page.goto(runPage))?.status()).toBe(200);
    return { page, requests, messages };
  }

  test("draws a chart for each kind of metric of the history, and loads nothing else", async () => {
    const { page, requests, messages } = await open(url);
    expect(await page.locator("figcaption").allTextContents()).toEqual(["Loss", "Token accuracy"]);
    expect(await page.locator("#range").textContent()).toBe("Steps 1 to 96");
    expect([...new Set(requests)]).toEqual([url]);
    expect(messages).toEqual([]);
    await page.context().close();
  });

  test("shows hostile names as text", async () => {
    const text = `</script><script>document.title="hostile"</script><img src=x onerror=alert(1)>\x1b[2J"'`;
    const hostile = await logRun({
      name: unique("hostile"),
      project: "a b'\"<i>",
      rows: [
        { _step: 1, [text]: 1 },
        { _step: 2, [text]: 2 },
      ],
      config: { [text]: { value: text } },
      more: { displayName: text, notes: text, tags: [text], jobType: text, groupName: text },
    });
    const { page, requests, messages } = await open(hostile);
    expect(await page.title()).toContain("a run on the local W&B");
    expect(await page.locator("img, iframe, body script:not([id])").count()).toBe(2);
    expect(await page.locator("img, iframe").count()).toBe(0);
    expect(await page.locator("h1").textContent()).toContain("<img src=x onerror=alert(1)>");
    expect(await page.locator("figcaption").count()).toBe(1);
    expect([new Set(requests).size, messages]).toEqual([1, []]);
    await page.context().close();
  });

  test("is the picture in the documents", async () => {
    const { page } = await open(url);
    await page
      .locator(".u-over")
      .first()
      .hover({ position: { x: 200, y: 40 } });
    expectPicture(picture, await page.screenshot());
    await page.context().close();
  });
});
