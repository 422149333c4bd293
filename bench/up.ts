/**
 * `pulumi up` from nothing on an Azure that takes its time, against the critical path of the resource graph: the longest chain
 * of resources that wait for each other, each taking as long as the requests about it take.
 */
import { StackProject } from "../tests/support/stackProject";
import type { Figure } from "./figures";

/** Milliseconds that requests take besides what the local Azure takes itself, and which. Added up where several match. */
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
    .filter((one) => one.method === undefined || one.method === method)
    .filter((one) => one.path === undefined || new RegExp(one.path, "i").test(new URL(url).pathname))
    .reduce((sum, { delayMs }) => sum + delayMs, 0);

/** Milliseconds of the longest chain. */
function criticalPath(resources: readonly StateResource[], requests: readonly Request[]): number {
  const byUrn = new Map(resources.map((resource) => [resource.urn, resource]));
  const own = ({ id }: StateResource) =>
    requests
      .filter(({ url }) => new URL(url).pathname.toLowerCase() === id?.toLowerCase())
      .reduce((sum, request) => sum + latencyOf(request), 0);
  const known = new Map<string, number>();
  const until = (urn: string): number => {
    const resource = byUrn.get(urn);
    if (!resource) {
      return 0;
    }
    if (!known.has(urn)) {
      const before = [
        ...(resource.dependencies ?? []),
        ...Object.values(resource.propertyDependencies ?? {}).flat(),
      ];
      known.set(urn, Math.max(0, ...before.map(until)) + own(resource));
    }
    return known.get(urn)!;
  };
  return Math.max(...resources.map(({ urn }) => until(urn)));
}

/** @param factor What the latencies are multiplied by; 1: Azure's own. */
export async function measureUp(
  rounds: number,
  progress: (line: string) => void,
  factor = 1,
): Promise<Figure[]> {
  const seconds: number[] = [];
  const paths: number[] = [];
  for (let round = 1; round <= rounds; round++) {
    const project = await StackProject.create();
    try {
      await project.init({ teamMembers: ["ada@contoso.example"] });
      await project.azure.control(
        "POST",
        "/_local/faults",
        latencies.map(({ delayMs, ...where }) => ({ service: "arm", ...where, delayMs: delayMs * factor })),
      );
      await project.azure.control("DELETE", "/_local/requests");
      const begin = Date.now();
      await project.up();
      seconds.push((Date.now() - begin) / 1000);
      const { requests } = (await project.azure.control("GET", "/_local/requests")).body;
      const { stdout } = await project.pulumi("stack", "export");
      const { deployment } = JSON.parse(stdout) as { deployment: { resources: StateResource[] } };
      const arm = (requests as Request[]).filter(({ service }) => service === "arm");
      paths.push((criticalPath(deployment.resources, arm) * factor) / 1000);
      progress(`round ${round} of ${rounds}: ${seconds.at(-1)!.toFixed(1)} s`);
    } finally {
      await project.close();
    }
  }
  return [
    { what: `up from nothing, latencies × ${factor}`, unit: "s", values: seconds },
    { what: "critical path of the resource graph", unit: "s", values: paths },
    {
      what: "up ÷ critical path",
      unit: "",
      values: seconds.map((value, round) => value / paths[round]!),
      atMost: 1.15,
    },
  ];
}
