import * as fs from "node:fs";
import * as os from "node:os";
import * as path from "node:path";
import { AzureClient } from "../support/azureClient";
import { seededRandom } from "../support/seededRandom";
import { startAzureProcess } from "../support/startAzureProcess";

jest.setTimeout(300_000);

const crashes = 100;

test(`killing the local Azure at ${crashes} random moments loses no acknowledged write and leaves no unreadable state`, async () => {
  const directory = fs.mkdtempSync(path.join(os.tmpdir(), "azure-openai-wandb-crash-"));
  const next = seededRandom(20260101);
  /** The last acknowledged value of each name, and the values without a response since then. */
  const writes = new Map<string, { acknowledged?: string; unanswered: string[] }>();
  let count = 0;
  try {
    for (let round = 0; round <= crashes; round++) {
      // It does not start on a state that it cannot read.
      const host = await startAzureProcess(directory);
      const azure = new AzureClient(host.environment);
      const tag = (name: string) => `${azure.subscription}/resourceGroups/${name}?api-version=2024-03-01`;
      for (const [name, { acknowledged, unanswered }] of writes) {
        const { status, body } = await azure.arm("GET", tag(name));
        const allowed = [acknowledged, ...unanswered, ...(acknowledged === undefined ? ["nothing"] : [])];
        expect({ round, name, value: allowed }).toMatchObject({
          value: expect.arrayContaining([status === 404 ? "nothing" : body?.tags?.value]),
        });
      }
      if (round === crashes) {
        await azure.close();
        await host.kill();
        break;
      }
      let alive = true;
      const write = async (writer: number) => {
        // Some names are new in each round, so that first writes are interrupted too.
        const name = writer < 3 ? `rg-${writer}` : `rg-${writer}-${round}`;
        while (alive) {
          const value = `${round}.${++count}`;
          const before = writes.get(name) ?? { unanswered: [] };
          const answer = await azure
            .arm("PUT", tag(name), { location: "swedencentral", tags: { value } })
            .catch(() => undefined);
          if (!answer) {
            writes.set(name, { ...before, unanswered: [...before.unanswered, value] });
            return;
          }
          expect(answer.status).toBeLessThan(300);
          writes.set(name, { acknowledged: value, unanswered: [] });
        }
      };
      const writers = Promise.all([0, 1, 2, 3, 4].map(write));
      await new Promise((resolve) => setTimeout(resolve, next() * 60));
      const killed = host.kill();
      alive = false;
      await Promise.all([writers, killed]);
      await azure.close();
    }
    process.stderr.write(`    ${count} writes, ${crashes} crashes\n`);
    expect(count).toBeGreaterThan(crashes * 5);
  } finally {
    fs.rmSync(directory, { recursive: true, force: true });
  }
});
