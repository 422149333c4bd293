/** Runs a command while one of its requests fails, and reports what is wrong with its end. */
import { UserError } from "../../../cli/errors";
import { explainError } from "../../../cli/network/explain";
import { toleratingOutages } from "../../../cli/network/outage";
import type { FailingProxy, Injection, SeenRequest } from "./failingProxy";
import type { FailureCommand, Scene } from "./failureCommands";
import type { FailureKind } from "./failureKinds";

export interface FailureCase {
  command: FailureCommand;
  kind: FailureKind;
  /** Place of the request that fails. */
  at: number;
  isLasting: boolean;
}

/** Replaces what ends a process and prints, for commands that run in this one. */
export interface Surroundings {
  proxy: FailingProxy;
  scene: Scene;
  /** The lines that were printed since the last call. */
  takePrinted: () => string[];
}

export interface Ended {
  printed: string[];
  /** What the command line prints of the error; undefined for a success. */
  error: string | undefined;
  requests: SeenRequest[];
  /** Whether the failure happened: a command may end before the request. */
  isReached: boolean;
}

const limits = { outageMs: 40, firstDelayMs: 1, maxDelayMs: 10 };

export async function runCommand(
  { proxy, takePrinted }: Surroundings,
  start: () => Promise<unknown>,
  injection?: Injection,
): Promise<Ended> {
  takePrinted();
  proxy.start(injection);
  let error: string | undefined;
  try {
    await toleratingOutages(start, { limits });
  } catch (thrown) {
    error =
      thrown instanceof UserError
        ? thrown.lines.join("\n")
        : Object.values(explainError(thrown)).filter(Boolean).join("\n");
  }
  const requests = [...proxy.requests];
  proxy.start();
  return {
    printed: takePrinted(),
    error,
    requests,
    isReached: injection !== undefined && requests.length > injection.at,
  };
}

/** What nobody may read where nothing is missing, refused or wrong, except for the failure itself. */
const misleading: readonly RegExp[] = [
  /MISSING/,
  /revoked/,
  /does not accept it/,
  /npx pulumi up/,
  /There are no jobs/,
  /"status": "failed"/,
  /is not a member/,
  /no principal has a role/,
  /has no principal for/,
  /secret has no value/,
  /cannot fine-tune/,
  /no such fine-tuned model/,
  /is not configured/,
  /not the same as/,
  /\bundefined\b|\[object Object\]|\bat .*:\d+:\d+/,
];

/** The causes of other failures than the injected one. */
const causePhrases: readonly { phrase: RegExp; kinds: RegExp }[] = [
  { phrase: /NODE_EXTRA_CA_CERTS/, kinds: /certificate/ },
  { phrase: /requires a user name and a password/, kinds: /password/ },
  { phrase: /az login --tenant/, kinds: /tenant/ },
  { phrase: /web page/, kinds: /page/ },
  { phrase: /network rules deny|network denies/, kinds: /firewall of the service/ },
  { phrase: /fails for now/, kinds: /^5\d\d/ },
  { phrase: /did not respond in time/, kinds: /no response/ },
];

/** @returns What is wrong; an empty list if nothing is. */
export async function runCase(surroundings: Surroundings, testCase: FailureCase): Promise<string[]> {
  const { command, kind, at, isLasting } = testCase;
  const run = await command.prepare(surroundings.scene);
  const ended = await runCommand(surroundings, run.start, { failure: kind.failure, at, isLasting });
  const text = [...ended.printed, ended.error ?? ""].join("\n");
  const problems = misleading.filter((phrase) => phrase.test(text)).map((phrase) => `misleading: ${phrase}`);
  problems.push(
    ...causePhrases
      .filter(({ phrase, kinds }) => phrase.test(text) && !kinds.test(kind.name))
      .map(({ phrase }) => `another cause: ${phrase}`),
  );
  const hasFailed = ended.error !== undefined;
  // doctor goes on after a failure, and tells it in a finding. How often a job is polled varies.
  const isLate = !ended.isReached && !hasFailed;
  const isTold = kind.named.test(text.replaceAll('\\"', '"'));
  if (!isTold && !isLate && (hasFailed || (isLasting && !isOptional(ended, at)))) {
    problems.push(`the cause is not named: ${ended.error ?? "(no error)"}`);
  }
  if (!isLasting && kind.isTransient && hasFailed && !isUnrepeatable(ended, at)) {
    problems.push(`a failure that passes ended the command: ${ended.error}`);
  }
  const follows = command.wayBack && (run.jobId ?? /"type":"job"|ftjob-/.exec(text));
  if (follows && hasFailed && !command.wayBack?.test(text)) {
    problems.push(`no way back: ${ended.error}`);
  }
  if (run.rows) {
    const rows = await run.rows();
    const expected = Array.from({ length: 36 }, (_, index) => index + 1);
    if (JSON.stringify(rows) !== JSON.stringify(expected)) {
      problems.push(`lost rows: ${JSON.stringify(rows)}`);
    }
  }
  return problems.map((problem) => `${nameOf(testCase, ended.requests)}: ${problem}`);
}

/** Requests without which a command has its result: the chart of a job's end, another look for duplicates. */
function isOptional({ requests, error }: Ended, at: number): boolean {
  const path = requests[at]?.url.pathname ?? "";
  return error === undefined && /\/content$|\/jobs$/.test(path);
}

/** A request that creates a job is sent once; another request finds out what became of it. */
const isUnrepeatable = ({ requests }: Ended, at: number): boolean =>
  requests[at]?.method === "POST" && /\/jobs$/.test(requests[at]?.url.pathname ?? "");

export const nameOf = (
  { command, kind, at, isLasting }: FailureCase,
  requests: readonly SeenRequest[],
): string => {
  const { method = "", url } = requests[at] ?? {};
  return `${command.name}, request ${at} (${method} ${url?.hostname ?? ""}${url?.pathname ?? ""}), ${kind.name}${isLasting ? ", lasting" : ", once"}`;
};

/** The cases of a command: each of its requests, in each way that happens at its host. Of the same request, the first ones. */
export async function casesOf(
  surroundings: Surroundings,
  command: FailureCommand,
  kinds: readonly FailureKind[],
): Promise<FailureCase[]> {
  const { start } = await command.prepare(surroundings.scene);
  const { requests, error } = await runCommand(surroundings, start);
  if (error !== undefined) {
    throw new Error(`${command.name} fails without a failure: ${error}`);
  }
  const occurrences = new Map<string, number>();
  return requests.flatMap(({ method, url }, at) => {
    const path = url.pathname.replace(
      /(ftjob|file|ftevent)-\w+|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g,
      "ID",
    );
    const key = `${method} ${url.hostname}${path}`;
    const occurrence = (occurrences.get(key) ?? 0) + 1;
    occurrences.set(key, occurrence);
    return occurrence > maxOccurrences
      ? []
      : kinds
          .filter(({ hosts }) => hosts?.test(url.hostname) ?? true)
          .flatMap((kind) =>
            [true, ...(kind.isTransient ? [false] : [])].map((isLasting) => ({
              command,
              kind,
              at,
              isLasting,
            })),
          );
  });
}

/** A job is polled many times; the first polls are those of a job that was just read, and of one that was read before. */
const maxOccurrences = 2;
