/** Checks one file of `validate`, and counts its tokens. */
import { methodRow, methodsOf } from "../openai/methods";
import type { Method } from "../openai/methods";
import { printNotice } from "../output";
import type { Fingerprints } from "../trainingFile/fingerprints";
import { findModelFacts } from "../trainingFile/modelFacts";
import type { ModelFacts } from "../trainingFile/modelFacts";
import { openFile } from "../trainingFile/openFile";
import { TokenCounter } from "../trainingFile/tokens/tokenCounter";
import type { TokenCount } from "../trainingFile/tokens/tokenCounter";
import { validateOpenFile } from "../trainingFile/validate";
import type { Validation } from "../trainingFile/validate";
import type { Settings } from "./options";

export interface CheckedFile {
  path: string;
  role: "training" | "validation";
  validation: Validation;
  fingerprints: Fingerprints;
  count: TokenCount;
}

/** Returns what is known of the model, by default that of `finetune`; undefined if nothing is. */
export const modelOf = (method: Method, { model }: Settings): ModelFacts | undefined =>
  findModelFacts(model ?? methodRow(method).defaultModel);

/** From so many bytes on, counting all tokens takes long enough to be told. */
const longCountBytes = 20_000_000;

/** @throws UserError if the file cannot be read. */
export async function checkFile(
  path: string,
  role: "training" | "validation",
  settings: Settings,
): Promise<CheckedFile> {
  const file = await openFile(path);
  try {
    const limit = modelOf(settings.method ?? "supervised", settings)?.maxExampleTokens ?? Infinity;
    const size = await file.size();
    if (settings.allTokens && size > longCountBytes) {
      printNotice(`Counting the tokens of ${(size / 1e6).toFixed(0)} MB`);
    }
    const counter = new TokenCounter(size, limit, settings.allTokens);
    const { method, model } = settings;
    const { validation, fingerprints } = await validateOpenFile(file, {
      method,
      model,
      role,
      onExample: (example, bytes) => counter.add(example, bytes),
    });
    const checked = { path: file.path, role, validation, fingerprints, count: counter.result() };
    checkModel(checked, settings);
    return checked;
  } finally {
    await file.close();
  }
}

/** Adds what the model does not accept. */
function checkModel({ validation, count }: CheckedFile, settings: Settings): void {
  const method = settings.method ?? validation.method;
  if (!method) {
    return;
  }
  const model = modelOf(method, settings);
  if (settings.model !== undefined && !model) {
    validation.warnings.push(
      `--model ${settings.model}: its limits and prices are not known, and were not checked.`,
    );
  }
  const supported = model && methodsOf(model.family);
  if (supported && !supported.includes(method)) {
    validation.problemCount += 1;
    validation.problems.push({
      line: 0,
      reason: `is for ${titleOf(method)}, which ${model.family} does not support. It supports ${supported.map(titleOf).join(" and ")}.`,
    });
  }
  if (model && count.overLimit > 0) {
    validation.warnings.push(
      `${count.isSample ? "about " : ""}${count.overLimit} of ${validation.examples} examples have more than ${model.maxExampleTokens.toLocaleString("en")} tokens, the limit of ${model.family}. The end of a longer one is cut off, often with the answer. Shorten them.`,
    );
  }
}

const titleOf = (method: Method) => methodRow(method).title;
