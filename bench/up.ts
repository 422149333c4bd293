/**
 * `pulumi up` of a new stack at Azure's latencies, against the critical path of the resource graph: the longest chain of resources
 * that wait for each other, each for as long as its own requests.
 */
import { StackProject } from "../tests/support/stackProject";
import { ratiosOf } from "./figures";
import type { Figure } from "./figures";

/** Latencies of requests, besides the local Azure's own. Those that match a request add up. */
const latencies: readonly { method?: string; path?: string; delayMs: number }[] = [
  { delayMs: 300 },
  { method: "PUT", path: "/vaults/[^/]+$", delayMs: 20_000 },
  { method: "PUT", path: "/accounts/[^/]+$", delayMs: 30_000 },
];

interface Request {
  service: string;
  method: string;
  url: string;
}

interface StateResource {
  urn: string;
  id?: string;
  parent?: string;
  dependencies?: string[];
  propertyDependencies?: Record<string, string[]>;
}

const latencyOf = ({ method, url }: Request) =>
  latencies
    .filter((latency) => latency.method === undefined || latency.method === method)
    .filter(({ path }) => path === undefined || new RegExp(path, "i").test(new URL(url).pathname))
    .reduce((sum, { delayMs }) => sum + delayMs, 0);

/** The length of the longest chain, in milliseconds. */
function criticalPath(resources: readonly StateResource[], requests: readonly Request[]): number {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const own = ({ id }: StateResource) =>
    requests
      .filter(({ url }) => new URL(url).pathname.toLowerCase() === id?.toLowerCase())
      .reduce((sum, request) => sum + latencyOf(request), 0);
  const cached = new Map<string, number>();
  const until = (urn: string): number => {
    const resource = byUrn.get(urn);
    const cachedEnd = cached.get(urn);
    if (!resource || cachedEnd !== undefined) {
      return cachedEnd ?? 0;
    }
    const before = [
      ...(resource.dependencies ?? []),
      ...Object.values(resource.propertyDependencies ?? {}).flat(),
    ];
    const end = Math.max(0, ...before.map(until)) + own(resource);
    cached.set(urn, end);
    return end;
  };
  return Math.max(...resources.map(({ urn }) => until(urn)));
}

/** @param factor Multiplies the latencies; 1: Azure's own. */
export async function measureUp(
  rounds: number,
  progress: (line: string) => void,
  factor = 1,
): Promise<Figure[]> {
  const seconds: number[] = [];
  const paths: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const project = await StackProject.create({ ownProcess: true });
    try {
      await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
      await project.azure.control(
        "POST",
        "/_local/faults",
        latencies.map(({ delayMs, ...where }) => ({ service: "arm", ...where, delayMs: delayMs * factor })),
      );
      await project.azure.control("DELETE", "/_local/requests");
      const begin = Date.now();
      await project.up();
      const duration = (Date.now() - begin) / 1000;
      seconds.push(duration);
      const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
      const { stdout } = await project.pulumi("stack", "export");
      const { deployment } = JSON.parse(stdout) as { deployment: { resources: StateResource[] } };
      const arm = (requests as Request[]).filter(({ service }) => service === "arm");
      paths.push((criticalPath(deployment.resources, arm) * factor) / 1000);
      progress(`round ${round} of ${rounds}: ${duration.toFixed(1)} s`);
    } finally {
      await project.close();
    }
  }
  return [
    { name: `up of a new stack, latencies × ${factor}`, unit: "s", values: seconds },
    { name: "critical path of the resource graph", unit: "s", values: paths },
    {
      name: "up ÷ critical path",
      unit: "",
      values: ratiosOf(seconds, paths),
      limit: 1.15,
    },
  ];
}
