import { readFile } from "node:fs/promises";
import * as path from "node:path";
import { hideMachine } from "../../../bench/hideMachine";

describe("hiding the machine", () => {
  const machine = { "/home/ada": "~", "/home/ada/project": ".", vm: "machine" };

  test("shows no folder of it, the innermost first", () => {
    expect(hideMachine("/home/ada/project/.local and /home/ada/.npm", machine)).toBe("./.local and ~/.npm");
  });

  test("replaces names as whole words alone", () => {
    expect(hideMachine("vm: vmware, my-vm, /home/adam", machine)).toBe("machine: vmware, my-vm, /home/adam");
  });

  test("matches characters that are special in a pattern literally", () => {
    expect(hideMachine("/a+b/c /aab/c", { "/a+b": "$&" })).toBe("$&/c /aab/c");
  });
});

describe("the recording in the documents", () => {
  const read = (file: string) => readFile(path.join(__dirname, "../../../docs", file), "utf8");

  test.each(["npm-start.cast", "npm-start.svg"])(
    "%s shows nothing of the machine it was recorded on",
    async (file) => {
      const text = await read(file);
      expect(Buffer.byteLength(text)).toBeLessThan(60_000);
      expect(text).not.toMatch(/\/(home|root|Users|tmp|work|var)\/|wandb_v1_|127\.0\.0\.1|localhost/);
    },
  );

  test("is an asciicast of version 2, from the first line to the last step", async () => {
    const [header, ...events] = (await read("npm-start.cast"))
      .trimEnd()
      .split("\n")
      .map((line) => JSON.parse(line) as unknown);
    expect(header).toMatchObject({ version: 2, command: "npm start" });
    const output = (events as [number, string, string][]).map(([, , text]) => text).join("");
    expect(output).toContain("pulumi preview");
    expect(output).toContain("No changes");
  });
});
