/** Assumed: the repository's public address. A user of the npm package has no `docs/` folder. */
export const repositoryUrl = "https://github.com/azure-openai-wandb/azure-openai-wandb";

/** A page of `docs/` without its extension, with or without an anchor, such as `how-to/recover#restore-the-state`. */
export type DocumentationPage = `${"tutorials" | "how-to" | "reference" | "explanation"}/${string}`;

/** Returns the URL of a page of the documentation. */
export function documentationUrl(page: DocumentationPage): string {
  const [path, anchor] = page.split("#");
  return `${repositoryUrl}/blob/main/docs/${path}.md${anchor === undefined ? "" : `#${anchor}`}`;
}
