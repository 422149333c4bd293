/** What no resource of Pulumi shows: the setting in the portal, and the way of a fine-tuning job. */
import { accountBox, identityBox } from "./resourceTypes";
import type { Edge, Graph } from "./graph";

const wandbBox = "Weights & Biases";

/** Arrows between boxes; `{secret}` and `{trainers}` are the secret and the principals that fine-tune. */
const steps: readonly Edge[] = [
  { from: accountBox, to: "{secret}", kind: "portal", label: "Manage integrations" },
  { from: "{trainers}", to: accountBox, kind: "job", label: "1. Upload files, create the job" },
  { from: identityBox, to: "{secret}", kind: "job", label: "2. Read the W&B API key" },
  { from: accountBox, to: wandbBox, kind: "job", label: "3. Log the run" },
];

/**
 * Draws these steps.
 * @param secret The box of the secret.
 * @param trainers The box of the principals that fine-tune.
 */
export function drawJobSteps(graph: Graph, secret: string, trainers: string): void {
  graph.add({ id: wandbBox, kind: "service", title: "Weights & Biases", lines: ["api.wandb.ai"] });
  const boxes: Readonly<Record<string, string>> = { "{secret}": secret, "{trainers}": trainers };
  for (const step of steps) {
    graph.connect({ ...step, from: boxes[step.from] ?? step.from, to: boxes[step.to] ?? step.to });
  }
}
