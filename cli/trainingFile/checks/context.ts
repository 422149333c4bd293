/** What the checks of one example share. */
import type { Method } from "../../openai/methods";
import type { Findings } from "../findings";
import type { ModelFacts } from "../modelFacts";

export interface Context {
  findings: Findings;
  method: Method;
  /** Undefined if the model is not known. */
  model?: ModelFacts;
}

/** Where a message is: in a list of the example, such as `messages[2]`. */
export interface Place {
  list: string;
  index: number;
}

export const placeText = ({ list, index }: Place): string => `${list}[${index}]`;
