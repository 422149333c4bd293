/** `--open` on a machine without a browser. */
import { openPage } from "../../../cli/openPage";

const url = "https://ai.azure.com/resource/overview?wsid=%2Fsubscriptions";
let printed: jest.SpyInstance;

beforeEach(() => (printed = jest.spyOn(console, "error").mockReturnValue()));
afterEach(() => jest.restoreAllMocks());

const lines = () => printed.mock.calls.map(([line]) => String(line));

test("where no browser can be opened, it tells where the page is", async () => {
  await openPage(url, () => Promise.reject(new Error("spawn xdg-open ENOENT")));
  expect(lines()).toEqual([`! The browser cannot be opened from here. Open ${url} yourself.`]);
});

test("where a browser is opened, it prints nothing", async () => {
  await openPage(url, () => Promise.resolve());
  expect(lines()).toEqual([]);
});
