import * as fs from "node:fs";
import * as path from "node:path";
import { documentedRemedies } from "../proof/lifeRemedies";
import { runLives } from "../proof/lifeRun";
import { root } from "../support/stackProject";

jest.setTimeout(600_000);

/** `npm run proof` runs hundreds of them; another seed is another sample. */
const seed = Number(process.env.PROOF_SEED ?? 1);

describe(`a sample of a stack's life, by seed ${seed}`, () => {
  test.each([0, 1])(
    "sequence %#: every step succeeds or names a remedy that works, Azure and the state agree, nothing is deleted unannounced",
    async (index) => {
      const [result] = await runLives([[seed * 10_000 + index]], 1);
      expect(result).toMatchObject({ problems: [] });
    },
  );
});

test("every remedy that a stack's life relies on is in docs/how-to/troubleshoot.md", () => {
  const text = fs.readFileSync(path.join(root, "docs/how-to/troubleshoot.md"), "utf8");
  expect(documentedRemedies.filter((part) => !text.includes(part))).toEqual([]);
});
