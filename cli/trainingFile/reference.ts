/** How a training or validation file is specified: by the path of a file, by the ID of a file in Azure, or by a URL. */

/** Tells whether a text is the ID of a file in Azure. A file of that name on this machine is written as `./file-1`. */
export const isFileId = (text: string): boolean => /^file-[\w-]+$/.test(text);

/** Tells whether a file is specified by the URL from which Azure imports it. */
export const isImportUrl = (text: string): boolean => /^https?:\/\//i.test(text);
