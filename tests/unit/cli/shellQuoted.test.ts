import { execFileSync } from "node:child_process";
import { shellQuoted } from "../../../cli/shellQuoted";

const words = [
  "job.yaml",
  "a b",
  "it's",
  '"quoted"',
  "$HOME",
  "`id`",
  "a;b",
  "",
  "C:\\Users\\x",
  "ünï",
  "*",
  "!x",
  "--flag=a b",
];

test.each(words)("a POSIX shell reads %j as one word", (word) => {
  const printed = execFileSync("sh", ["-c", `printf %s ${shellQuoted(word, "linux")}`], { encoding: "utf8" });
  expect(printed).toBe(word);
});

test.each<[string, string]>([
  ["C:\\Users\\x\\job.yaml", "C:\\Users\\x\\job.yaml"],
  ["C:\\My files\\job.yaml", '"C:\\My files\\job.yaml"'],
  ["it's", '"it\'s"'],
  ['say "hi"', String.raw`"say \"hi\""`],
])("on Windows, %s is %s", (word, quoted) => {
  expect(shellQuoted(word, "win32")).toBe(quoted);
});
