/** W&B as far as `sync` writes and reads a run, for tests that order its requests and cut them. */

interface StoredRun {
  lines: string[];
  state: string;
  summary: string;
}

/** What happens to a request. `cut` ends the process that sends it. */
export type Fate = "processed" | "refused" | "lost response" | "cut before" | "cut after";

/** The process that sends a request has ended. */
export class Cut extends Error {}

export class WandbServer {
  private readonly runs = new Map<string, StoredRun>();
  requests = 0;

  /** @param fate @throws Cut */
  answer(path: string, body: string, fate: Fate = "processed"): Response {
    this.requests += 1;
    if (fate === "cut before") {
      throw new Cut();
    }
    if (fate === "refused") {
      return new Response("unavailable", { status: 503 });
    }
    const answer = path.endsWith("/graphql") ? this.graphql(body) : this.fileStream(path, body);
    if (fate === "cut after") {
      throw new Cut();
    }
    return fate === "lost response" ? new Response("bad gateway", { status: 502 }) : Response.json(answer);
  }

  /** The rows of a run as W&B shows them: lines of the same step are one row. */
  history(id: string): Record<string, unknown>[] {
    const rows = new Map<number, Record<string, unknown>>();
    for (const line of this.runs.get(id)?.lines ?? []) {
      const row = JSON.parse(line) as Record<string, unknown>;
      rows.set(Number(row._step), { ...rows.get(Number(row._step)), ...row });
    }
    return [...rows.values()].sort((one, other) => Number(one._step) - Number(other._step));
  }

  lines = (id: string): string[] => this.runs.get(id)?.lines ?? [];
  state = (id: string): string | undefined => this.runs.get(id)?.state;
  summary = (id: string): Record<string, unknown> =>
    JSON.parse(this.runs.get(id)?.summary ?? "{}") as Record<string, unknown>;

  private run(id: string): StoredRun {
    const run = this.runs.get(id) ?? { lines: [], state: "running", summary: "{}" };
    this.runs.set(id, run);
    return run;
  }

  private graphql(body: string): object {
    const { query, variables } = JSON.parse(body) as { query: string; variables: Record<string, unknown> };
    const id = String(variables.name);
    if (query.startsWith("query")) {
      const isOnPage = ({ _step: step }: Record<string, unknown>) =>
        Number(step) >= Number(variables.minStep) && Number(step) < Number(variables.maxStep);
      const history = this.history(id).filter(isOnPage);
      return { data: { project: { run: { history: history.map((row) => JSON.stringify(row)) } } } };
    }
    const run = this.run(id);
    run.summary = (variables.summaryMetrics as string | undefined) ?? run.summary;
    const bucket = {
      name: id,
      state: run.state,
      summaryMetrics: run.summary,
      historyLineCount: run.lines.length,
      historyTail: JSON.stringify(run.lines.slice(-2)),
      project: { name: variables.project, entity: { name: "contoso" } },
    };
    return { data: { upsertBucket: { bucket } } };
  }

  private fileStream(path: string, body: string): object {
    const run = this.run(decodeURIComponent(path.split("/").at(-2)!));
    const { files, complete, exitcode } = JSON.parse(body) as {
      files: Record<string, { offset: number; content: string[] }>;
      complete?: boolean;
      exitcode?: number;
    };
    const { offset, content } = files["wandb-history.jsonl"]!;
    content.forEach((line, index) => (run.lines[offset + index] = line));
    const ended = exitcode === 0 ? "finished" : "failed";
    run.state = complete ? ended : "running";
    return {};
  }
}
