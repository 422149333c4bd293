/**
 * Answers of a fine-tuned model: what follows most often, in its training file, the two tokens before. It is what the model of
 * `training/languageModel.ts` comes to when it is trained to the end, without repeating the training for each request.
 */

interface Message {
  role?: string;
  content?: unknown;
  weight?: number;
}

interface Line {
  messages?: Message[];
  preferred_output?: Message[];
}

export interface Completion {
  text: string;
  tokens: number;
  /** Whether the answer was cut at the requested number of tokens. */
  isCut: boolean;
}

const start = "<assistant>";
const end = "<end>";
/** Answers end here at the latest: what follows most often may repeat itself. */
const maxTokens = 256;

const words = (text: string): string[] => text.match(/\s+|[\p{L}\p{N}]+|[^\s\p{L}\p{N}]/gu) ?? [];

/** The answers that a training file has: of the assistant, or the preferred ones. */
function answersOf(content: string): string[] {
  return content
    .split("\n")
    .filter((line) => line.trim() !== "")
    .map((line) => JSON.parse(line) as Line)
    .flatMap(({ messages = [], preferred_output: preferred = [] }) => [...messages, ...preferred])
    .filter(({ role, weight }) => role === "assistant" && weight !== 0)
    .flatMap(({ content: text }) => (typeof text === "string" ? [text] : []));
}

/** Returns the answer of a model that was trained with a file. @param limit Maximum number of tokens. */
export function complete(content: string, limit = maxTokens): Completion {
  const followers = countFollowers(answersOf(content));
  const tokens: string[] = [];
  let before: readonly [string, string] = ["", start];
  let next = likeliest(followers.get(contextOf(before)));
  const count = Math.min(limit, maxTokens);
  while (next !== undefined && next !== end && tokens.length < count) {
    tokens.push(next);
    before = [before[1], next];
    next = likeliest(followers.get(contextOf(before)));
  }
  return { text: tokens.join(""), tokens: tokens.length, isCut: next !== undefined && next !== end };
}

const contextOf = (tokens: readonly [string, string]): string => JSON.stringify(tokens);

function countFollowers(answers: readonly string[]): Map<string, Map<string, number>> {
  const followers = new Map<string, Map<string, number>>();
  for (const answer of answers) {
    let before: readonly [string, string] = ["", start];
    for (const token of [...words(answer), end]) {
      const counts = followers.get(contextOf(before)) ?? new Map<string, number>();
      counts.set(token, (counts.get(token) ?? 0) + 1);
      followers.set(contextOf(before), counts);
      before = [before[1], token];
    }
  }
  return followers;
}

/** The first one of several that are as frequent. */
function likeliest(counts: ReadonlyMap<string, number> = new Map()): string | undefined {
  const [first] = [...counts].sort(([, one], [, other]) => other - one);
  return first?.[0];
}
