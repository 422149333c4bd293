import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { loadCertificateAuthority } from "../../../local/azure/server/certificates";

let directory: string;
const certificate = () => path.join(directory, "ca.pem");
const key = () => path.join(directory, "ca.key.pem");

beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "certificates-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

/** Loads the authority as a process does, and issues a certificate. @returns The authority's certificate. */
async function load(): Promise<string> {
  const authority = await loadCertificateAuthority(directory);
  await authority.contextFor("management.azure.com");
  return fs.readFileSync(authority.file, "utf8");
}

const otherKey = async () => {
  const other = path.join(directory, "other");
  fs.mkdirSync(other);
  await loadCertificateAuthority(other);
  return fs.readFileSync(path.join(other, "ca.key.pem"), "utf8");
};

/** What a process that was killed, or an earlier version, may have left. */
const left: [string, () => void | Promise<void>][] = [
  ["no certificate", () => fs.rmSync(certificate())],
  ["no key", () => fs.rmSync(key())],
  ["the key of another certificate", async () => fs.writeFileSync(key(), await otherKey())],
  ["half a certificate", () => fs.truncateSync(certificate(), 200)],
  ["half a key", () => fs.truncateSync(key(), 60)],
  ["an empty key", () => fs.truncateSync(key(), 0)],
];

describe("the certificate authority of a state directory", () => {
  test("stays the same from process to process", async () => {
    expect(await load()).toBe(await load());
  });

  test.each(left)("is created again where there is %s", async (_, leave) => {
    const first = await load();
    await leave();
    const second = await load();
    expect(second).not.toBe(first);
    expect(await load()).toBe(second);
  });

  test.each([
    ["certificate", certificate],
    ["key", key],
  ])("is not replaced where its %s cannot be read", async (_, file) => {
    await load();
    const [other] = [certificate(), key()].filter((name) => name !== file());
    const before = fs.readFileSync(other!, "utf8");
    fs.rmSync(file());
    fs.mkdirSync(file());
    await expect(load()).rejects.toThrow(`cannot read ${file()}: it is a folder (EISDIR)`);
    expect(fs.readFileSync(other!, "utf8")).toBe(before);
  });

  test("has no file that another user can read", async () => {
    await load();
    for (const name of fs.readdirSync(directory)) {
      expect(fs.statSync(path.join(directory, name)).mode & 0o077).toBe(0);
    }
  });
});
