/** The netrc file, as W&B's client and other programs write it. */
import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { findApiKey } from "../../../cli/wandb/apiKey";
import { specifiedNames } from "../../../cli/wandb/names";
import { parseWandbSettings, readWandbSettings } from "../../../cli/wandb/settingsFile";
import { netrcFile, parseNetrc, readNetrc } from "../../../cli/wandb/netrc";

const host = "api.wandb.ai";
const key = "0123456789abcdef0123456789abcdef01234567";

describe("the password of a machine is read from", () => {
  test.each<[string, string, string]>([
    ["the form that `wandb login` writes", `machine ${host}\n  login user\n  password ${key}\n`, key],
    ["one line", `machine ${host} login user password ${key}`, key],
    ["an entry without a login", `machine ${host} password ${key}\n`, key],
    ["another order", `machine ${host} password ${key} login user\n`, key],
    ["user instead of login", `machine ${host} user user password ${key}`, key],
    ["an entry with an account", `machine ${host} login user account a password ${key}`, key],
    ["tabs and CRLF", `machine\t${host}\r\n\tlogin\tuser\r\n\tpassword\t${key}\r\n`, key],
    ["lines of one word", `machine\n${host}\nlogin\nuser\npassword\n${key}\n`, key],
    [
      "several machines",
      `machine github.com login a password b\nmachine ${host} login user password ${key}\n`,
      key,
    ],
    ["the last of two entries", `machine ${host} password old\nmachine ${host} password ${key}\n`, key],
    ["a name in upper case", `machine API.WANDB.AI password ${key}`, key],
    ["double quotes", `machine "${host}" login "the user" password "${key}"`, key],
    ["single quotes, as W&B's client quotes", `machine ${host} login user password '${key}'`, key],
    ["escaped characters", String.raw`machine ${host} login user password "a\"b\\c"`, String.raw`a"b\c`],
    ["a backslash without quotes", String.raw`machine ${host} password a\ b`, "a b"],
    ["a value with a number sign", `machine ${host} password a#b`, "a#b"],
    ["a value that begins with one", `machine ${host} password #ab`, "#ab"],
    [
      "a file with comments",
      `# keys\nmachine ${host} # W&B\n  # the user\n  login user\n  password ${key} # new\n`,
      key,
    ],
    [
      "an entry after a macro",
      `macdef init\n  machine ${host} password wrong\n\nmachine ${host} password ${key}\n`,
      key,
    ],
    [
      "an entry before the default",
      `machine ${host} password ${key}\ndefault login anonymous password guest\n`,
      key,
    ],
    ["a comment as the last line", `machine ${host} password ${key} # end`, key],
  ])("%s", (_what, text, password) => {
    const { passwords, problem } = parseNetrc(text);
    expect(problem).toBeUndefined();
    expect(passwords.get(host)).toBe(password);
  });
});

describe("there is no password in", () => {
  test.each<[string, string]>([
    ["an empty file", ""],
    ["the default entry, which is of another service", `default login user password ${key}`],
    ["the entry of another machine", `machine wandb.ai login user password ${key}`],
    ["the entry of another port", `machine ${host}:8080 login user password ${key}`],
    ["an entry with a login only", `machine ${host} login user`],
    ["a macro", `macdef init\nmachine ${host} password ${key}\n`],
  ])("%s", (_what, text) => {
    const { passwords, problem } = parseNetrc(text);
    expect(problem).toBeUndefined();
    expect(passwords.get(host)).toBeUndefined();
  });
});

test.each<[string, string, string]>([
  ["another word", `machine a password b\nhost ${host}\n`, "has an unknown word in line 2"],
  ["a password without a machine", `password ${key}\n`, "has an unknown word in line 1"],
  ["no value", `machine a password b\nmachine ${host} password\n`, "ends after password in line 2"],
])("a file with %s is told by its line, and what is before is read", (_what, text, problem) => {
  const read = parseNetrc(text);
  expect(read.problem).toBe(problem);
  expect(JSON.stringify(read.problem)).not.toContain(key);
  expect(read.passwords.get("a")).toBe(text.startsWith("machine a") ? "b" : undefined);
});

describe("on a machine", () => {
  const saved = { ...process.env };
  let home: string;
  let notices: string[];
  beforeEach(() => {
    home = fs.mkdtempSync(path.join(os.tmpdir(), "netrc-"));
    notices = [];
    jest.spyOn(console, "error").mockImplementation((line: string) => void notices.push(line));
    for (const name of ["WANDB_API_KEY", "WANDB_BASE_URL", "WANDB_ENTITY", "WANDB_PROJECT"]) {
      delete process.env[name];
    }
    process.env.NETRC = path.join(home, ".netrc");
  });
  afterEach(() => {
    process.env = { ...saved };
    jest.restoreAllMocks();
    fs.rmSync(home, { recursive: true });
  });
  const write = (text: string, mode = 0o600, name = ".netrc") =>
    fs.writeFileSync(path.join(home, name), text, { mode });
  const find = () => findApiKey({ endpoint: "https://contoso.openai.azure.com/" });

  test("the file is NETRC, ~/.netrc or ~/_netrc", () => {
    expect(netrcFile({ NETRC: "~/keys" }, home)).toBe(`${home}/keys`);
    expect(netrcFile({}, home)).toBe(path.join(home, ".netrc"));
    write("", 0o600, "_netrc");
    expect(netrcFile({}, home)).toBe(path.join(home, "_netrc"));
    write("");
    expect(netrcFile({}, home)).toBe(path.join(home, ".netrc"));
  });

  test("the key comes from WANDB_API_KEY, and otherwise from the file, which is told", async () => {
    write(`machine ${host} password ${key}`);
    process.env.WANDB_API_KEY = " other\n";
    expect(await find()).toBe("other");
    expect(notices).toEqual([]);
    process.env.WANDB_API_KEY = "";
    expect(await find()).toBe(key);
    expect(notices).toEqual([`… Using the W&B API key of ${host} in ${home}/.netrc`]);
  });

  test.each<[string | undefined, string, boolean]>([
    [undefined, "api.wandb.ai", true],
    [undefined, "api.forge.coreweave.com", true],
    ["https://api.forge.coreweave.com", "api.wandb.ai", true],
    ["https://acme.wandb.io", "acme.wandb.io", true],
    ["http://localhost:8080", "localhost:8080", true],
    ["https://acme.wandb.io", "api.wandb.ai", false],
    [undefined, "acme.wandb.io", false],
    ["http://localhost:8080", "localhost", false],
  ])("with WANDB_BASE_URL=%s, the key of %s is used: %s", async (url, machine, isUsed) => {
    write(`machine ${machine} login user password ${key}`);
    process.env.WANDB_BASE_URL = url ?? "";
    const found = await find().catch((error: Error) => error.message);
    expect(found).toBe(isUsed ? key : "No W&B API key is available. Set WANDB_API_KEY.");
  });

  test("a file that others can read is used, and told once its key is", async () => {
    write(`machine ${host} password ${key}`, 0o644);
    expect(await find()).toBe(key);
    expect(notices.at(-1)).toMatch(/^! Other users of this machine can read .*\. Run chmod 600 /);
    expect(notices.join("\n")).not.toContain(key);
  });

  test("a file that cannot be read is told, and is no error", async () => {
    fs.mkdirSync(path.join(home, ".netrc"));
    await expect(find()).rejects.toThrow("No W&B API key is available");
    expect(notices).toEqual([expect.stringMatching(/^! .*\.netrc cannot be read \(EISDIR/)]);
    expect(readNetrc(path.join(home, "none"))).toBeUndefined();
  });
});

describe("the names of a run", () => {
  const variables = { WANDB_PROJECT: "of-variable", WANDB_ENTITY: "team" };
  const settings = { project: "of-file", entity: "of-file" };

  test("come from options, then from W&B's variables, then from its settings files", () => {
    expect(specifiedNames({ project: "mine" }, variables, settings)).toEqual({
      names: { project: "mine", entity: "team" },
      problems: [],
    });
    const blank = { WANDB_PROJECT: " ", WANDB_ENTITY: "" };
    expect(specifiedNames({}, blank, settings).names).toMatchObject(settings);
    expect(specifiedNames({}, blank, {}).names.project).toBeUndefined();
  });

  test("are checked, and the source of a wrong one is named", () => {
    const { problems } = specifiedNames({ project: "a/b" }, { WANDB_ENTITY: "wandb.ai/team" }, {});
    expect(problems).toEqual([
      expect.stringMatching(/^--project a\/b is not a W&B project\./),
      expect.stringMatching(/^WANDB_ENTITY wandb\.ai\/team is not a W&B entity\./),
    ]);
    expect(specifiedNames({}, {}, { entity: "a/b" }).problems).toEqual([
      expect.stringMatching(/^entity in W&B's settings file: a\/b is not a W&B entity\./),
    ]);
  });
});

describe("W&B's settings files", () => {
  test.each<[string, string, object]>([
    [
      "are read as W&B's client writes them",
      "[default]\nentity = team\nproject = p\nbase_url = https://acme.wandb.io\n",
      { entity: "team", project: "p", base_url: "https://acme.wandb.io" },
    ],
    [
      "have other separators and cases",
      "[DEFAULT]\r\nEntity: team\r\nproject=p\r\n",
      { entity: "team", project: "p" },
    ],
    [
      "have other settings, and comments, which are ignored",
      "[default]\n# entity = a\n; project = b\nmode = offline\napi_key = 1\n",
      {},
    ],
    [
      "have other sections, which are ignored",
      "entity = a\n[other]\nentity = b\n[default]\nentity = team\n[more]\nentity = c",
      { entity: "team" },
    ],
    ["have blank values, which are none", "[default]\nentity =\nproject = \n", {}],
  ])("%s", (_what, text, settings) => {
    expect(parseWandbSettings(text)).toEqual(settings);
  });

  test("of the folder come before those of the user", () => {
    const home = fs.mkdtempSync(path.join(os.tmpdir(), "wandb-settings-"));
    const write = (folder: string, text: string) => {
      fs.mkdirSync(path.join(home, folder), { recursive: true });
      fs.writeFileSync(path.join(home, folder, "settings"), text);
    };
    const read = () => readWandbSettings({ WANDB_CONFIG_DIR: path.join(home, "config") }, home);
    expect(read()).toEqual({});
    write("config", "[default]\nentity = user\nproject = user\n");
    write("wandb", "[default]\nentity = folder\n");
    expect(read()).toEqual({ entity: "folder", project: "user" });
    fs.rmSync(home, { recursive: true });
  });
});
