import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { openStore } from "../../../local/azure/storage/journal";

let directory: string;
const file = () => path.join(directory, "state.jsonl");

beforeEach(() => (directory = fs.mkdtempSync(path.join(os.tmpdir(), "journal-test-"))));
afterEach(() => fs.rmSync(directory, { recursive: true, force: true }));

async function write(records: Record<string, unknown>): Promise<void> {
  const store = openStore(directory);
  for (const [key, value] of Object.entries(records)) {
    store.collection("things").put(key, value);
    await store.flush();
  }
  store.close();
}

function read(): Record<string, unknown> {
  const store = openStore(directory);
  const records = Object.fromEntries(store.collection("things").entries());
  store.close();
  return records;
}

describe("the journal", () => {
  test("restores all flushed changes in a later process, deletions included", async () => {
    await write({ a: 1, b: { c: [2] } });
    const store = openStore(directory);
    store.collection("things").delete("a");
    await store.flush();
    store.close();
    expect(read()).toEqual({ b: { c: [2] } });
  });

  test("drops a line that a crash cut short, and keeps the lines before it", async () => {
    await write({ a: 1, b: 2 });
    const text = fs.readFileSync(file(), "utf8");
    for (let cut = 1; cut < 20; cut++) {
      fs.writeFileSync(file(), text.slice(0, -cut));
      // Without its line break the line is still complete.
      expect(read()).toEqual(cut === 1 ? { a: 1, b: 2 } : { a: 1 });
      fs.writeFileSync(file(), text);
    }
  });

  test("drops a line whose bytes were changed", async () => {
    await write({ a: 1, b: 2 });
    fs.writeFileSync(file(), fs.readFileSync(file(), "utf8").replace('"b",2', '"b",3'));
    expect(read()).toEqual({ a: 1 });
  });

  test("has only the current records after a restart", async () => {
    for (let round = 0; round < 50; round++) {
      await write({ a: "x".repeat(1000) });
    }
    read();
    expect(fs.statSync(file()).size).toBeLessThan(2000);
  });

  test("stores secret values in a separate file, which other users cannot read", async () => {
    const store = openStore(directory);
    store.collection("secrets", "vault-secrets").put("key", "a-secret-value");
    store.collection("things").put("a", 1);
    await store.flush();
    store.close();
    expect(fs.readFileSync(file(), "utf8")).not.toContain("a-secret-value");
    const secrets = path.join(directory, "vault-secrets.jsonl");
    expect(fs.readFileSync(secrets, "utf8")).toContain("a-secret-value");
    expect(fs.statSync(secrets).mode & 0o077).toBe(0);
  });

  test("shares one write among changes that wait at the same time, and loses none", async () => {
    const store = openStore(directory);
    await Promise.all(
      Array.from({ length: 500 }, async (_, index) => {
        store.collection("things").put(`key-${index}`, index);
        await store.flush();
      }),
    );
    store.close();
    expect(fs.readFileSync(file(), "utf8").split("\n").length).toBeLessThan(100);
    expect(Object.keys(read())).toHaveLength(500);
  });
});

test("a flush ends once its own change is on disk, whichever flush writes it", async () => {
  const store = openStore(directory);
  const things = store.collection<number>("things");
  const lines = () => fs.readFileSync(file(), "utf8");
  await Promise.all(
    Array.from({ length: 200 }, async (_, index) => {
      // Started one after another, so that some wait for a write without their change.
      await new Promise((resolve) => setTimeout(resolve, index % 7));
      things.put(`key-${index}`, index);
      await store.flush();
      expect(lines()).toContain(`"key-${index}",`);
    }),
  );
  store.close();
});
