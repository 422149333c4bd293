/**
 * What an example must satisfy. An error is what Azure or OpenAI refuse; a warning is where their strictness is not settled, or where
 * nothing is learned. docs/reference/training-files.md lists the table, and a test compares both.
 */

export type Level = "error" | "warning";

interface Rule {
  level: Level;
  /** One sentence for the documentation. */
  summary: string;
  /** Where the rule comes from. `assumed`: it is not documented. */
  source: string;
}

const learn = {
  fineTuning: "Microsoft Learn, Customize a model with fine-tuning",
  vision: "Microsoft Learn, Vision fine-tuning",
  dpo: "Microsoft Learn, Direct preference optimization",
  reinforcement: "Microsoft Learn, Reinforcement fine-tuning",
  tools: "Microsoft Learn, Fine-tuning with tool calling",
};
const openai = {
  supervised: "OpenAI, Supervised fine-tuning guide",
  request: "openai/openai-openapi, FineTuneChatRequestInput",
  tools: "OpenAI, Function calling guide",
  dpo: "OpenAI, Direct preference optimization guide",
  chat: "OpenAI, Create chat completion",
};
const issue = {
  schema: "microsoft-foundry/fine-tuning#23",
  traces: "microsoft-foundry/fine-tuning, transform_traces_jsonl.py",
  cookbook: "microsoft-foundry/fine-tuning, dataset_validation.py",
  formats: "microsoft/azure-skills, dataset-formats.md",
  textContent: "community.openai.com/t/965584",
  preparation: "openai/openai-cookbook, Chat_finetuning_data_prep.ipynb",
};

const error = (summary: string, source: string): Rule => ({ level: "error", summary, source });
const warning = (summary: string, source: string): Rule => ({ level: "warning", summary, source });

export const rules = {
  messages: error("`messages` is a list of at least one message", openai.request),
  message: error("A message is an object", openai.request),
  role: error("A role is `system`, `developer`, `user`, `assistant`, `tool` or `function`", openai.request),
  functionRole: warning("The role `function` is deprecated", openai.chat),
  content: error("A content is a text or a list of parts", openai.request),
  emptyContent: error(
    "A message has a content; an assistant's may have a call or a refusal instead",
    issue.formats,
  ),
  contentIsText: error('A content is not the text of another type, such as `"null"`', issue.traces),
  contentWithCall: warning("A message with `tool_calls` has no empty or null `content`", issue.traces),
  toolContent: error("The content of a tool message is a text", issue.textContent),
  part: error("A part of a content is an object with a supported type", openai.chat),
  partText: error("A part of type `text` has a text", openai.chat),
  imageRole: error("Only messages of the user have images", learn.vision),
  imageUrl: error('An image is `{"type": "image_url", "image_url": {"url": …}}`', openai.chat),
  imageSource: error("An image's URL starts with `https://` or `data:image/…;base64,`", learn.vision),
  imageFormat: error("An image is JPEG, PNG or WEBP", learn.vision),
  imageExtension: warning(
    "The URL of an image ends like one of JPEG, PNG or WEBP, if it has an extension",
    learn.vision,
  ),
  imageData: warning("The data of an image begin as those of its format do", learn.vision),
  imageColors: error("An image has the colors RGB or RGBA", learn.vision),
  imageSize: error("An image has at most 10 MB", learn.vision),
  imageDetail: error("The detail of an image is `low`, `high` or `auto`", learn.vision),
  imageCount: error("An example has at most 64 images", learn.vision),
  manyImages: warning(
    "An example has at most 10 images: OpenAI's limit, where Azure documents 64",
    "OpenAI, Vision fine-tuning guide",
  ),
  imageExamples: error("At most 50,000 examples have images", learn.vision),
  imageModel: error("The model accepts images", learn.vision),
  imageMethod: warning("Examples for DPO and for reinforcement have texts alone", openai.dpo),
  name: error(
    "A name has no spaces and none of `<`, `|`, `\\`, `/`, `>`, and at most 64 characters",
    openai.chat,
  ),
  nameCharacters: warning("A name has letters, digits, hyphens and underscores", openai.chat),
  weight: error("A weight is 0 or 1", openai.supervised),
  weightRole: error("Only messages of the assistant have a weight", openai.supervised),
  weights: error("A message of the assistant has a weight other than 0", openai.supervised),
  refusal: warning("A refusal is a text of the assistant", openai.chat),
  nullCharacter: warning("A text has no NUL character (`\\u0000`)", "assumed"),
  surrogate: warning("A text has no half of a surrogate pair", "assumed"),
  spaces: warning("A content has more than white space", "nothing is learned"),
  nullCalls: warning("`tool_calls` is left out where there are none", openai.tools),
  systemFirst: warning("Only the first message has the role `system` or `developer`", issue.formats),
  unknownKey: warning("A message has only keys that are documented", issue.preparation),
  unknownExampleKey: warning("An example has only keys that are documented", openai.request),
  repeatedKey: error("An object has each key once", "assumed"),
  depth: error("Values are nested at most 100 levels deep", "assumed"),
  keys: error("An example has at most 250,000 keys", "assumed"),
  user: error("An example has a message of the user", issue.formats),
  firstMessage: warning("A conversation does not begin with the assistant", issue.cookbook),
  answer: error("An example ends with a message of the assistant", issue.formats),
  alternate: warning("The assistant does not speak twice in a row", issue.formats),
  toolCalls: error("`tool_calls` is a list of calls, and only the assistant has it", openai.tools),
  toolCall: error("A call has an id, the type `function` and a function with a name", openai.tools),
  callArguments: error("The arguments of a call are a JSON object as text", openai.tools),
  callName: error("A call is one of a function in `tools`", openai.tools),
  callWithoutTools: error("An example with calls has `tools`", issue.traces),
  callId: error("Each call of a message has its own id", openai.tools),
  unanswered: error("The answers to calls follow at once", issue.traces),
  orphan: error("A tool message answers a call before it", openai.tools),
  toolCallId: error("A tool message has the id of the call", openai.tools),
  tools: error('`tools` is a list of `{"type": "function", "function": {…}}`', openai.request),
  toolName: error(
    "The name of a function has up to 64 letters, digits, hyphens and underscores",
    openai.tools,
  ),
  toolNames: warning("Each function has its own name", openai.tools),
  toolParameters: error("The parameters of a function are a JSON schema of type object", openai.tools),
  toolSchema: warning(
    "A schema has none of the keywords that Pydantic generates: `title`, `anyOf`, `$ref`…",
    issue.schema,
  ),
  parallel: error("`parallel_tool_calls` is true or false", openai.request),
  parallelWithoutTools: warning("An example with `parallel_tool_calls` has `tools`", openai.chat),
  functions: warning("`functions` and `function_call` are deprecated", openai.request),
  preferenceInput: error("`input` is an object with the messages up to the answer", learn.dpo),
  preferenceOutput: error("`preferred_output` and `non_preferred_output` are lists of messages", learn.dpo),
  preferenceRole: error(
    "Outputs have messages of the assistant and of tools, at least one of the assistant",
    learn.dpo,
  ),
  preferenceInputEnd: error("`input` does not end with the assistant", openai.dpo),
  preferenceTools: error("`tools` and `parallel_tool_calls` are in `input`", learn.dpo),
  preferenceEqual: warning("The outputs differ", "nothing is learned"),
  preferenceTurns: warning("An output is one message", openai.dpo),
  promptEnd: error("An example for reinforcement ends with a message of the user", learn.reinforcement),
  promptSystem: warning(
    "Examples for reinforcement have the role `developer` instead of `system`",
    learn.reinforcement,
  ),
  graderFields: warning("An example for reinforcement has fields that graders read", learn.reinforcement),
  graderField: warning("All examples have the same fields for graders", learn.reinforcement),
  otherMethod: error("All examples of a file are for the same method", learn.fineTuning),
  duplicates: warning("Each example occurs once", issue.cookbook),
} as const satisfies Record<string, Rule>;

export type RuleName = keyof typeof rules;
