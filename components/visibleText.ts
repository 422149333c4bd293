/**
 * Text from outside (errors, names, outputs of programs, files) as it may reach a terminal or the log of a pipeline. Terminals obey what
 * such text contains: they change the title and the clipboard, move the cursor over other lines, or reverse what is read. Agents of
 * pipelines obey commands in the output: they set variables and paths, mask text, or mark a job as failed.
 */

/** Complete control sequences and control strings (ECMA-48), introduced in seven or in eight bits. */
const controlSequences =
  // eslint-disable-next-line no-control-regex -- control characters are what this finds
  /(?:\x1b\[|\x9b)[0-?]*[ -/]*[@-~]|(?:\x1b[\]PX^_]|[\x9d\x90\x98\x9e\x9f])[^\x07\x1b\x9c]*(?:\x07|\x1b\\|\x9c)|\x1b[ -/]*[0-Z\\`-~]/g;

const space = /[\s\x85]+/g;
/** White space that a terminal would show as another line or place. */
const separator = /[\t\n\v\f\r\x85\u2028\u2029]/;

/** The other control characters, and those that change the direction of the text. */
export const controlCharacters = /[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/gu;

/** The mark of Pulumi's own colors in messages. The engine panics on a color that it does not know (colors.go, `writeDirective`). */
const pulumiColor = /<\{%/g;

/**
 * The beginning of a command to an agent, anywhere in a line: `##vso[` of Azure Pipelines and `##[` of both (azure-pipelines-agent,
 * Command.cs; actions/runner, ActionCommand.cs). .NET's search skips characters that are not visible (`\p{DI}`).
 */
const bracketCommand = /#(?=\p{DI}*#\p{DI}*(?:v\p{DI}*s\p{DI}*o\p{DI}*)?\[)/giu;

/** `::command::` of GitHub Actions, at the beginning of a line alone (ActionCommand.cs, `TryParseV2`). */
const colonCommand = /^([\s\p{DI}]*:)(?=\p{DI}*:.*:\p{DI}*:)/u;

/** Returns a line in which no agent of a pipeline finds a command. */
export const withoutCommands = (line: string): string =>
  line.replace(bracketCommand, "# ").replace(colonCommand, "$1 ");

/** Returns JSON with the same value, in which no agent of a pipeline finds a command. */
export const jsonWithoutCommands = (json: string): string => json.replace(bracketCommand, String.raw`\u0023`);

/** `user:password@` of a URL; a password may contain an at sign. */
const userInformation = /\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#"'<>]*@/gi;

/** Values of queries and settings that are credentials: shared access signatures, keys and tokens. */
const secretValues =
  /([?&;](?:sig|signature|code|key|api[-_]?key|subscription-key|password|secret|client_secret|client_assertion|assertion|token|access_token|refresh_token|id_token|sas)=)[^&;\s"'<>)\]]+/gi;

/** Removes user information and credentials from the URLs in a text. */
export const withoutUrlSecrets = (text: string): string =>
  text.replace(userInformation, "$1").replace(secretValues, "$1…");

/** Returns a text as one line that a terminal only shows: without control sequences, and without credentials in URLs. */
export const terminalText = (text: string): string =>
  withoutUrlSecrets(
    text
      .replace(controlSequences, "")
      .replace(space, (run) => (separator.test(run) ? " " : run))
      .replace(controlCharacters, "")
      .replace(pulumiColor, "< {%"),
  );

/** The same without commands to the agents of pipelines. */
export const visibleText = (text: string): string => withoutCommands(terminalText(text));
