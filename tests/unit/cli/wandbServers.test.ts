/** Which W&B server is used, and the links to its pages, as W&B's Python client 0.31 has them (wandb/util.py, wandb/sdk/lib/urls.py). */
import { invalidVariables } from "../../../cli/commandLine/validateOptions";
import { azureRunUrl, runUrl } from "../../../cli/wandb/runs";
import { apiKeyPage, appUrl, baseUrl, isPublicServer, publicBaseUrl } from "../../../cli/wandb/server";

const saved = { ...process.env };
afterEach(() => {
  process.env = { ...saved };
});

const servers: readonly [url: string | undefined, base: string, app: string, isPublic: boolean][] = [
  [undefined, "https://api.wandb.ai", "https://wandb.ai", true],
  ["", "https://api.wandb.ai", "https://wandb.ai", true],
  ["https://api.wandb.ai", "https://api.wandb.ai", "https://wandb.ai", true],
  ["https://api.wandb.ai/", "https://api.wandb.ai", "https://wandb.ai", true],
  [
    "https://api.forge.coreweave.com",
    "https://api.forge.coreweave.com",
    "https://forge.coreweave.com/wandb",
    true,
  ],
  [
    "https://forge.coreweave.com/api/wandb",
    "https://api.forge.coreweave.com",
    "https://forge.coreweave.com/wandb",
    true,
  ],
  [
    "https://forge.coreweave.com/api/wandb/",
    "https://api.forge.coreweave.com",
    "https://forge.coreweave.com/wandb",
    true,
  ],
  ["https://acme.wandb.io", "https://acme.wandb.io", "https://acme.wandb.io", false],
  ["https://acme.wandb.io//", "https://acme.wandb.io", "https://acme.wandb.io", false],
  ["https://wandb.contoso.com/sub", "https://wandb.contoso.com/sub", "https://wandb.contoso.com/sub", false],
  ["https://api.wandb.contoso.com", "https://api.wandb.contoso.com", "https://wandb.contoso.com", false],
  ["https://api.contoso.com", "https://api.contoso.com", "https://app.contoso.com", false],
  ["http://localhost:8080", "http://localhost:8080", "http://localhost:8080", false],
];

describe.each(servers)("with WANDB_BASE_URL=%s", (url, base, app, isPublic) => {
  const environment = url === undefined ? {} : { WANDB_BASE_URL: url };

  test(`requests go to ${base}, and links lead to ${app}`, () => {
    expect(baseUrl(environment)).toBe(base);
    expect(appUrl(environment)).toBe(app);
    process.env = { ...environment };
    expect(runUrl("my team", "p", "ftjob-1")).toBe(`${app}/my%20team/p/runs/ftjob-1`);
  });

  test(`it is ${isPublic ? "" : "not "}W&B's public server`, () => {
    expect(isPublicServer(environment)).toBe(isPublic);
    expect(apiKeyPage(environment)).toBe(
      isPublic ? "https://wandb.ai/authorize (or https://forge.coreweave.com/settings)" : `${app}/authorize`,
    );
  });

  test("Azure's runs are at W&B's public server", () => {
    process.env = { ...environment };
    expect(publicBaseUrl(environment)).toBe(isPublic ? base : "https://api.wandb.ai");
    expect(azureRunUrl("e", "p", "r")).toBe(`${isPublic ? app : "https://wandb.ai"}/e/p/runs/r`);
  });

  test("it is accepted", () => {
    expect(invalidVariables(environment)).toEqual([]);
  });
});

test("WANDB_APP_URL determines the links, whatever the API's URL", () => {
  const environment = {
    WANDB_BASE_URL: "https://api.contoso.com",
    WANDB_APP_URL: "https://wandb.contoso.com/",
  };
  expect(appUrl(environment)).toBe("https://wandb.contoso.com");
  expect(invalidVariables(environment)).toEqual([]);
});

test.each([
  "https://wandb.ai",
  "https://www.wandb.ai/home",
  "https://app.wandb.ai",
  "https://forge.coreweave.com/wandb",
])("WANDB_BASE_URL=%s, a URL of pages, is refused with those of the API", (url) => {
  expect(invalidVariables({ WANDB_BASE_URL: url })).toEqual([
    "WANDB_BASE_URL is a URL of W&B's pages. Set it to the URL of the API, https://api.wandb.ai or https://api.forge.coreweave.com, or unset it.",
  ]);
});

test.each(["wandb.fabrikam.example", "https://user:password@contoso.com", "ftp://contoso.com"])(
  "WANDB_APP_URL=%s is refused without its value",
  (url) => {
    const [problem, ...others] = invalidVariables({ WANDB_APP_URL: url });
    expect(others).toEqual([]);
    expect(problem).toMatch(/^WANDB_APP_URL is not a URL\./);
    expect(problem).not.toContain(url);
  },
);
