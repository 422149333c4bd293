import { createPlatformGroup, createPlatformProject } from "../support/platformProject";
import type { StackProject } from "../support/stackProject";

jest.setTimeout(300_000);

const integrations = 10;

const program = `import * as pulumi from "@pulumi/pulumi";
import { WandbIntegration } from "./components/index";
for (let number = 0; number < ${integrations}; number += 1) {
  new WandbIntegration(\`team\${number}\`, {
    resourceGroupName: "rg-platform",
    location: "swedencentral",
    wandbApiKey: new pulumi.Config().requireSecret("wandbApiKey"),
    access: { fineTuningPrincipals: [{ objectId: "aaaaaaaa-0000-4000-8000-000000000001", type: "User" }] },
  });
}
`;

interface Request {
  service: string;
  method: string;
  url: string;
}

describe(`${integrations} integrations in one stack`, () => {
  let project: StackProject;
  beforeAll(async () => {
    project = await createPlatformProject();
    project.write("index.ts", program);
    await createPlatformGroup(project);
    await project.init({});
  });
  afterAll(() => project?.close());

  /** The requests to Azure Resource Manager while something runs, without polls. */
  const armCalls = async (work: () => Promise<unknown>): Promise<Request[]> => {
    await project.azure.control("DELETE", "/_local/requests");
    await work();
    const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
    return requests.filter(({ service, url }: Request) => service === "arm" && !url.includes("/operation"));
  };
  const resource = ({ url }: Request) => new URL(url).pathname.toLowerCase();

  test("a create is one PUT for each resource", async () => {
    const puts = (await armCalls(() => project.up())).filter(({ method }) => method === "PUT");
    // Account, vault, secret and three role assignments.
    expect(puts).toHaveLength(6 * integrations);
    expect(new Set(puts.map(resource)).size).toBe(puts.length);
  });

  test("an unchanged preview changes nothing, and reads each resource for the refresh and once for the account's identity", async () => {
    const calls = await armCalls(async () => expect(await project.preview()).toEqual([]));
    expect(new Set(calls.map(({ method }) => method))).toEqual(new Set(["GET"]));
    const reads = new Map<string, number>();
    calls.forEach((call) => reads.set(resource(call), (reads.get(resource(call)) ?? 0) + 1));
    const more = [...reads].filter(([, count]) => count > 1);
    expect(more.every(([path, count]) => /\/accounts\/[^/]+$/.test(path) && count === 2)).toBe(true);
    expect(more).toHaveLength(integrations);
    expect(calls).toHaveLength(7 * integrations);
  });
});
