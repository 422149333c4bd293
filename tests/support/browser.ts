/** Debian's Chromium, or another one, by playwright-core. Tests that need it are skipped where there is none, and do not install it. */
import * as fs from "node:fs";

/** Where distributions install it. CHROMIUM specifies another one. */
const places = [
  process.env.CHROMIUM,
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
];

/** Path of the browser; undefined if there is none. */
export const chromiumPath = places.find((place) => place && fs.existsSync(place));

const reason = "there is no Chromium at /usr/bin/chromium or at CHROMIUM";

/** The title of tests, with the reason where they are skipped. */
export const inChromium = (title: string): string => (chromiumPath ? title : `${title} (skipped: ${reason})`);

export const describeInBrowser = chromiumPath ? describe : describe.skip;

if (!chromiumPath) {
  // jest prints the titles of skipped tests only where it runs a single file.
  process.stderr.write(`○ The tests in a browser are skipped: ${reason}.\n`);
}

const maxPictureBytes = 200_000;

/**
 * Compares a picture of the documents with a screenshot, or writes it with UPDATE_PICTURES. Fonts differ between machines: the size and the
 * format are compared, not the pixels.
 */
export function expectPicture(picture: string, taken: Buffer): void {
  if (process.env.UPDATE_PICTURES) {
    fs.writeFileSync(picture, taken);
  }
  const documented = fs.readFileSync(picture);
  expect(documented.subarray(0, 24)).toEqual(taken.subarray(0, 24));
  expect(documented.length).toBeLessThan(maxPictureBytes);
}
