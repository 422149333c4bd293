import { printNotice } from "./output";

const inBrowser = async (url: string): Promise<unknown> => (await import("open")).default(url);

/** Opens a page in the browser. Without one, such as on a server, it tells where the page is: the command has done all else. */
export async function openPage(url: string, open = inBrowser): Promise<void> {
  await open(url).catch(() => printNotice(`! The browser cannot be opened from here. Open ${url} yourself.`));
}
