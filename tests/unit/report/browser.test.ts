/**
 * The report in a real browser. `UPDATE_PICTURES=1 npx jest tests/unit/report/browser.test.ts` writes the picture of the documents again.
 */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { pathToFileURL } from "node:url";
import { chromium } from "playwright-core";
import type { Browser, BrowserContext, BrowserContextOptions, Page } from "playwright-core";
import type { JobDetails } from "../../../cli/jobDetails/read";
import { renderReport } from "../../../cli/report/page";
import { chromiumPath, describeInBrowser, inChromium, expectPicture } from "../../support/browser";
import { event, jobDetails, supervisedMetrics } from "../../support/jobDetails";

jest.setTimeout(120_000);

const picture = path.join(__dirname, "../../../docs/report.png");
const endpoint = "https://contoso.openai.azure.com/";

/** Two jobs of different lengths and rates. */
const jobs = [
  jobDetails("41e7d3a9b5954114", { job: { suffix: "support" } }),
  jobDetails("966a5a930e6d4404", {
    steps: 60,
    metrics: supervisedMetrics(0.03),
    job: { seed: 2, suffix: "small-batches" },
  }),
];

interface OpenedPage {
  page: Page;
  /** URLs of all requests, the page's own included. */
  requests: string[];
  /** URLs of the requests that the policy refused. */
  refused: string[];
  /** Messages of the console, and errors of scripts. */
  messages: string[];
}

describeInBrowser(inChromium("the report in a browser"), () => {
  let browser: Browser;
  let directory: string;
  const contexts: BrowserContext[] = [];

  beforeAll(async () => {
    directory = fs.mkdtempSync(path.join(os.tmpdir(), "report-"));
    // Containers do not let the browser create its sandbox.
    browser = await chromium.launch({ executablePath: chromiumPath, args: ["--no-sandbox"] });
  });
  afterEach(async () => {
    await Promise.all(contexts.splice(0).map((context) => context.close()));
  });
  afterAll(async () => {
    await browser?.close();
    fs.rmSync(directory, { recursive: true, force: true });
  });

  async function open(
    details: readonly JobDetails[],
    options: BrowserContextOptions = {},
    change: (html: string) => string = (html) => html,
  ): Promise<OpenedPage> {
    const file = path.join(directory, "report.html");
    const html = renderReport({ jobs: details, endpoint, now: new Date("2026-11-26T12:00:00Z") });
    fs.writeFileSync(file, change(html));
    const context = await browser.newContext({ viewport: { width: 1100, height: 800 }, ...options });
    contexts.push(context);
    const page = await context.newPage();
    const requests: string[] = [];
    const refused: string[] = [];
    const messages: string[] = [];
    page.on("request", (request) => requests.push(request.url()));
    page.on("requestfailed", (request) => {
      if (request.failure()?.errorText === "csp") {
        refused.push(request.url());
      }
    });
    page.on("console", (message) => messages.push(message.text()));
    page.on("pageerror", (error) => messages.push(error.message));
    page.on("dialog", (dialog) => {
      messages.push(`dialog ${dialog.message()}`);
      void dialog.dismiss();
    });
    await page.goto(pathToFileURL(file).href);
    return { page, requests, refused, messages };
  }

  const range = (page: Page) => page.locator("#range").textContent();
  const plots = (page: Page) => page.locator(".u-over");

  /** Drags over a part of a chart. @param from Parts of its width, 0 to 1. */
  async function drag(page: Page, from: number, to: number, chart = 0): Promise<void> {
    const plot = plots(page).nth(chart);
    await plot.scrollIntoViewIfNeeded();
    const box = (await plot.boundingBox())!;
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + box.width * from, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * to, middle, { steps: 5 });
    await page.mouse.up();
  }

  /** Number of pixels of a chart that have a job's color. */
  const pixelsOf = (page: Page, job: number, chart = 0) =>
    page.evaluate(
      `(() => {
        const canvas = document.querySelectorAll("canvas")[${chart}];
        const probe = document.createElement("span");
        probe.className = "color-${job}";
        document.body.append(probe);
        const [red, green, blue] = getComputedStyle(probe).color.match(/\\d+/g).map(Number);
        probe.remove();
        const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
        let count = 0;
        for (let at = 0; at < data.length; at += 4) {
          const difference = Math.abs(data[at] - red) + Math.abs(data[at + 1] - green) + Math.abs(data[at + 2] - blue);
          count += data[at + 3] > 128 && difference < 24 ? 1 : 0;
        }
        return count;
      })()`,
    ) as Promise<number>;

  test("draws a chart for each kind of metric, with each job in its color", async () => {
    const { page } = await open(jobs);
    expect(await page.locator("figcaption").allTextContents()).toEqual(["Loss", "Token accuracy"]);
    for (const job of [0, 1]) {
      expect(await pixelsOf(page, job)).toBeGreaterThan(100);
    }
  });

  test("sends no request beside the file, and its script reports nothing", async () => {
    const { page, requests, messages } = await open(jobs);
    await drag(page, 0.2, 0.6);
    await page.locator("#logarithmic").check();
    await page.locator("summary").first().click();
    expect(requests).toHaveLength(1);
    expect(messages).toEqual([]);
  });

  test("dragging over a chart zooms all of them, and a double click resets them", async () => {
    const { page } = await open(jobs);
    expect(await range(page)).toBe("Steps 1 to 96");
    await drag(page, 0.25, 0.5);
    const [, from, to] = /^Steps ([\d.]+) to ([\d.]+)$/.exec((await range(page))!)!;
    expect(Number(from)).toBeGreaterThan(20);
    expect(Number(from)).toBeLessThan(30);
    expect(Number(to)).toBeGreaterThan(43);
    expect(Number(to)).toBeLessThan(53);
    // The other chart has the same range: a drag over its whole width changes nothing.
    await drag(page, 0.001, 0.999, 1);
    const [, otherFrom] = /^Steps ([\d.]+)/.exec((await range(page))!)!;
    expect(Math.abs(Number(otherFrom) - Number(from))).toBeLessThan(0.5);
    await plots(page).nth(1).dblclick();
    expect(await range(page)).toBe("Steps 1 to 96");
  });

  test("buttons and keys zoom, move and reset the range", async () => {
    const { page } = await open(jobs);
    await page.locator("#zoom-in").click();
    expect(await range(page)).toBe("Steps 24.75 to 72.25");
    await page.locator("#zoom-out").click();
    expect(await range(page)).toBe("Steps 1 to 96");
    await page.locator(".plot").first().focus();
    for (const [key, expected] of [
      ["+", "Steps 24.75 to 72.25"],
      ["Shift+ArrowRight", "Steps 36.63 to 84.13"],
      ["Shift+ArrowRight", "Steps 48.5 to 96"],
      ["Shift+ArrowRight", "Steps 48.5 to 96"],
      ["-", "Steps 1 to 96"],
      ["+", "Steps 24.75 to 72.25"],
      ["0", "Steps 1 to 96"],
    ] as const) {
      await page.keyboard.press(key);
      expect([key, await range(page)]).toEqual([key, expected]);
    }
  });

  test("the legend and the table of jobs hide curves", async () => {
    const { page } = await open(jobs);
    const before = await pixelsOf(page, 0);
    const button = page.getByRole("button", { name: "support (ftjob-41e7d3a9): training loss" });
    await button.click();
    expect(await button.getAttribute("aria-pressed")).toBe("false");
    const without = await pixelsOf(page, 0);
    expect(without).toBeLessThan(before);
    expect(without).toBeGreaterThan(0);
    await button.press("Enter");
    await expectPixels(page, 0, before);

    const checkbox = page.locator("label.job input").first();
    await checkbox.uncheck();
    await expectPixels(page, 0, 0);
    expect(await pixelsOf(page, 1)).toBeGreaterThan(100);
    await checkbox.check();
    await expectPixels(page, 0, before);
  });

  /** A chart draws at the next frame. */
  const nextFrame = (page: Page) =>
    page.evaluate("new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))");

  async function expectPixels(page: Page, job: number, expected: number): Promise<void> {
    await nextFrame(page);
    expect(await pixelsOf(page, job)).toBe(expected);
  }

  test("the cursor reads the values of all curves in all charts", async () => {
    const { page } = await open(jobs);
    const value = (name: string) => page.getByRole("button", { name }).locator(".value").textContent();
    const last = await value("support (ftjob-41e7d3a9): training loss");
    expect(last).toBe(String(Number(jobs[0]!.rows.at(-1)!.train_loss!.toPrecision(4))));
    await page.locator(".plot").first().focus();
    await page.keyboard.press("ArrowRight");
    await page.keyboard.press("ArrowRight");
    expect(await value("support (ftjob-41e7d3a9): training loss")).toBe(
      String(Number(jobs[0]!.rows[1]!.train_loss!.toPrecision(4))),
    );
    const box = (await plots(page).first().boundingBox())!;
    await page.mouse.move(box.x + 2, box.y + 50);
    expect(await value("support (ftjob-41e7d3a9): training mean token accuracy")).toBe(
      String(Number(jobs[0]!.rows[0]!.train_mean_token_accuracy!.toPrecision(4))),
    );
  });

  test("smoothing lowers the spread of a curve, and keeps the range", async () => {
    const { page } = await open(jobs);
    await page.locator("#zoom-in").click();
    const shown = await range(page);
    await page.locator("#smoothing").fill("0.9");
    expect(await page.locator("#smoothing-value").textContent()).toBe("0.90");
    expect(await range(page)).toBe(shown);
    await page.locator("#reset").click();
    const text = await page
      .getByRole("button", { name: "support (ftjob-41e7d3a9): training loss" })
      .locator(".value")
      .textContent();
    // The average of falling losses is above the last one.
    expect(Number(text)).toBeGreaterThan(jobs[0]!.rows.at(-1)!.train_loss!);
  });

  test("the axis can be epochs where all jobs have trained theirs", async () => {
    const { page } = await open(jobs);
    await page.locator("#axis").selectOption("epoch");
    expect(await range(page)).toMatch(/^Epochs 0\.03\d* to 3$/);
    const running = jobDetails("0123456789abcdef", { job: { status: "running", finished_at: null } });
    const { page: other } = await open([...jobs, running]);
    expect(await other.locator('#axis option[value="epoch"]').isDisabled()).toBe(true);
  });

  test.each<[string, (step: number) => number]>([
    ["zeros and negative numbers", (step) => (step % 2 === 0 ? 0 : -step)],
    ["very small numbers", (step) => 10 ** -step],
    ["very small numbers alone", () => 1e-50],
    ["the largest number and its opposite", (step) => (step % 2 === 0 ? 1 : -1) * Number.MAX_VALUE],
    ["one value", () => 3],
    ["values that differ in their last digit", (step) => 1 + (step % 2) * Number.EPSILON],
  ])("%s are drawn as far as each scale can show them", async (_what, valueAt) => {
    const { page, messages } = await open([
      jobDetails("1111111111111111", { metrics: (step) => ({ train_mean_reward: valueAt(step) }) }),
      jobDetails("2222222222222222", { metrics: (step) => ({ train_loss: step }) }),
    ]);
    await page.locator("#logarithmic").check();
    await nextFrame(page);
    expect(await pixelsOf(page, 1)).toBeGreaterThan(20);
    await page.locator("#logarithmic").uncheck();
    await nextFrame(page);
    expect(await pixelsOf(page, 1)).toBeGreaterThan(20);
    expect(messages).toEqual([]);
  });

  const hostile = [
    "<script>document.title = 'hostile'</script>",
    "</script><script>document.title = 'hostile'</script>",
    "<img src=x onerror=\"document.title = 'hostile'\">",
    '"><svg onload="document.title = \'hostile\'">',
    "' onmouseover='document.title = 1' x='",
    "<!--<script>",
    "]]></style><style>body { display: none }</style>",
    "\u2028\u2029\u202e\u0000\x1b[2J",
    "javascript:document.title=1",
    "${document.title = 'hostile'}",
    "https://user:hunter2@contoso.com/?sig=hunter2",
  ];

  test.each(hostile)("text from outside is shown and does nothing: %j", async (text) => {
    const { page, requests, messages } = await open([
      jobDetails(`1111111111111111 ${text}`, {
        job: {
          suffix: text,
          model: text,
          fine_tuned_model: text,
          status: text as never,
          error: { code: text, message: text, param: null },
          training_file: text,
          integrations: [{ type: "wandb", wandb: { project: text, entity: text } }],
        },
        metrics: (step) => ({ train_loss: step, [text]: step, [`train_${text}`]: step }),
        details: {
          events: [event(1, text), event(2, text, "error")],
          files: [{ role: "training", id: text, name: text, bytes: 1 }],
          checkpoints: [{ id: text, step: 1, model: text, metrics: { [text]: 1 } }],
          missing: [text],
          runUrl: `javascript:${text}`,
        },
      }),
    ]);
    await page.locator("summary").click();
    await page.locator(".legend button").first().hover();
    expect(await page.title()).toContain("Fine-tuning");
    expect(await page.title()).not.toBe("hostile");
    expect(await page.locator("body").isVisible()).toBe(true);
    expect(await page.locator("img, object, iframe, svg[onload]").count()).toBe(0);
    expect(await page.locator('a[href^="javascript:"]').count()).toBe(0);
    expect(await page.content()).not.toContain("hunter2");
    expect({ requests: requests.length, messages }).toEqual({ requests: 1, messages: [] });
  });

  test("the policy refuses what would be injected all the same", async () => {
    const injected = [
      "<script>document.title = 'hostile'</script>",
      '<img src="data:,x" onerror="document.title = \'hostile\'">',
      '<img src="https://example.com/x.png">',
      '<script src="https://example.com/x.js"></script>',
      "<style>body { display: none }</style>",
      '<iframe src="https://example.com/"></iframe>',
    ].join("");
    const { page, requests, refused, messages } = await open(jobs, {}, (html) =>
      html.replace("<main>", () => `${injected}<main>`),
    );
    expect(await page.title()).toContain("Fine-tuning: ");
    expect(await page.locator("main").isVisible()).toBe(true);
    // The browser tells of requests that the policy refuses as well.
    expect(new Set(requests.filter((url) => url.startsWith("http")))).toEqual(new Set(refused));
    expect(messages.filter((message) => /Content Security Policy/.test(message)).length).toBeGreaterThan(4);
    const answer = await page.evaluate("fetch('https://example.com/').then(() => 'sent', () => 'refused')");
    expect(answer).toBe("refused");
  });

  test("follows the dark setting, also while it is open", async () => {
    const { page } = await open(jobs, { colorScheme: "dark" });
    const background = () => page.evaluate("getComputedStyle(document.body).backgroundColor");
    expect(await background()).toBe("rgb(13, 17, 23)");
    expect(await pixelsOf(page, 0)).toBeGreaterThan(100);
    await page.emulateMedia({ colorScheme: "light" });
    expect(await background()).toBe("rgb(255, 255, 255)");
    expect(await pixelsOf(page, 0)).toBeGreaterThan(100);
  });

  test.each([360, 768, 1100])("is %d pixels wide without horizontal scrolling", async (width) => {
    const { page, messages } = await open(
      [...jobs, jobDetails("x".repeat(64), { job: { model: "m".repeat(200), suffix: "s".repeat(40) } })],
      { viewport: { width, height: 740 }, hasTouch: width === 360 },
    );
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(width);
    const box = (await plots(page).first().boundingBox())!;
    expect(box.width).toBeGreaterThan(200);
    expect(box.x + box.width).toBeLessThanOrEqual(width);
    await page.setViewportSize({ width: width + 200, height: 740 });
    expect(messages).toEqual([]);
  });

  test("is read without its script: the tables have the values", async () => {
    const { page } = await open(jobs, { javaScriptEnabled: false });
    expect(await page.locator("#controls").isVisible()).toBe(false);
    expect(await page.locator("noscript").isVisible()).toBe(true);
    expect(await page.locator("#metrics ~ .scroll tbody tr").count()).toBe(10);
  });

  test("every control has a name, and the keyboard reaches it", async () => {
    const { page } = await open(jobs);
    const unnamed =
      await page.evaluate(`[...document.querySelectorAll("input, select, button, a, summary, [tabindex]")]
      .filter((one) => !(one.textContent.trim() || one.closest("label")?.textContent.trim() || one.getAttribute("aria-label")))
      .map((one) => one.outerHTML)`);
    expect(unnamed).toEqual([]);
    const reached = new Set<string>();
    for (let press = 0; press < 40; press += 1) {
      await page.keyboard.press("Tab");
      reached.add(
        (await page.evaluate("document.activeElement.id || document.activeElement.className")) as string,
      );
    }
    for (const name of ["skip", "smoothing", "axis", "logarithmic", "zoom-in", "reset", "plot", "color-1"]) {
      expect([...reached]).toContain(name);
    }
  });

  test("prints in light colors, without controls", async () => {
    const { page } = await open(jobs, { colorScheme: "dark" });
    await page.evaluate("window.dispatchEvent(new Event('beforeprint'))");
    await page.emulateMedia({ media: "print", colorScheme: "dark" });
    expect(await page.evaluate("getComputedStyle(document.body).backgroundColor")).toBe("rgb(255, 255, 255)");
    expect(await page.locator("#controls").isVisible()).toBe(false);
    expect((await page.pdf()).length).toBeGreaterThan(10_000);
  });

  test("draws 100,000 steps, thinned", async () => {
    const peak = 77_777;
    const long = jobDetails("3333333333333333", {
      steps: 100_000,
      metrics: (step) => ({ train_loss: step === peak ? 99 : 1 + Math.sin(step / 500), valid_loss: 2 }),
      details: { checkpoints: [], events: [] },
    });
    const { page, messages } = await open([long]);
    expect(await range(page)).toBe("Steps 1 to 100000");
    expect(await page.locator(".note").first().textContent()).toContain(
      "points, and keep the lowest and highest",
    );
    expect(fs.statSync(path.join(directory, "report.html")).size).toBeLessThan(1_000_000);
    expect(await page.locator("#metrics ~ .scroll tbody tr").first().textContent()).toContain("99 at 77777");
    expect(messages).toEqual([]);
  });

  test("of jobs without metrics has no charts", async () => {
    const { page, messages } = await open([
      jobDetails("4444444444444444", { steps: 0, details: { checkpoints: [] } }),
    ]);
    expect(await page.locator("canvas").count()).toBe(0);
    expect(await page.locator("#curves + p").textContent()).toBe("The jobs have no metrics yet.");
    expect(messages).toEqual([]);
  });

  test("is the picture in the documents", async () => {
    const { page } = await open(jobs, { viewport: { width: 1180, height: 860 } });
    await plots(page)
      .first()
      .hover({ position: { x: 200, y: 40 } });
    expectPicture(picture, await page.screenshot());
  });
});
