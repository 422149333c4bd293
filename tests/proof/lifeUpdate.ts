/** What a command of Pulumi with `--json` prints: the preview's steps, then the engine's events. */
import type { Finished } from "../support/stackProject";

export interface Update {
  code: number;
  /** Steps that the preview shows, without unchanged resources and reads. */
  shown: ShownStep[];
  /** Errors, each once, without those that only report that there was another one. */
  errors: string[];
}

export interface ShownStep {
  op: string;
  urn: string;
  /** Id before the step. */
  id?: string;
}

interface Step {
  op: string;
  urn: string;
  oldState?: { id?: string };
}

interface EngineEvent {
  diagnosticEvent?: { severity: string; message: string; urn?: string };
}

interface Preview {
  steps?: Step[];
  diagnostics?: { severity: string; message: string }[];
}

const unchanging = new Set(["same", "refresh", "read", "read-replacement"]);

/** Errors that only report that there was another one. */
const summaries = /^(update|refresh|destroy|deletion|preview) failed$|^.* failed with \d+ errors?$/;

export function updateOf({ code, stdout, stderr }: Finished): Update {
  const { preview, events } = documentsOf(stdout);
  const messages = [
    ...(preview?.diagnostics ?? []),
    ...events.flatMap(({ diagnosticEvent }) => diagnosticEvent ?? []),
  ]
    .filter(({ severity }) => severity === "error")
    .map(({ message }) => message)
    .concat(/(?:^|\n)error: ([^]+)$/.exec(stderr)?.[1] ?? []);
  return {
    code,
    shown: (preview?.steps ?? [])
      .filter(({ op }) => !unchanging.has(op))
      .map(({ op, urn, oldState }) => ({ op, urn, ...(oldState?.id ? { id: oldState.id } : {}) })),
    errors: [...new Set(messages.map(plain))].filter((message) => message !== "" && !summaries.test(message)),
  };
}

const plain = (message: string) =>
  message
    .replace(/<\{%[^%]*%\}>/g, "")
    .replace(/\s+/g, " ")
    .replace(/^error: /, "")
    .replace(/^1 error occurred: \* /, "")
    // The host of inline programs adds where a value was used that could not be had.
    .replace(/^(error serializing property "[^"]*": )+/, "")
    .trim();

/** The preview is one document of several lines, and each event is a line. */
function documentsOf(stdout: string): { preview: Preview | undefined; events: EngineEvent[] } {
  const lines = stdout.split("\n");
  const begin = lines.indexOf("{");
  const end = lines.indexOf("}", begin);
  const hasPreview = begin >= 0 && end > begin;
  return {
    preview: hasPreview ? (JSON.parse(lines.slice(begin, end + 1).join("\n")) as Preview) : undefined,
    events: lines
      .filter((line) => line.startsWith('{"sequence"'))
      .map((line) => JSON.parse(line) as EngineEvent),
  };
}
