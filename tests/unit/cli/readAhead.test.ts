import { readAhead } from "../../../cli/trainingFile/readAhead";

/** Chunks of a file, with what has happened to it. @param fails Number of the read that fails. */
function chunksOf(count: number, fails?: number) {
  const events: string[] = [];
  async function* chunks(): AsyncGenerator<Buffer> {
    try {
      for (let number = 1; number <= count; number++) {
        events.push(`read ${number}`);
        await new Promise(setImmediate);
        if (number === fails) {
          throw new Error(`read ${number} fails`);
        }
        yield Buffer.from([number]);
      }
    } finally {
      events.push("ended");
    }
  }
  return { chunks: readAhead(chunks()), events };
}

test("every chunk arrives in its order, and the next one is read meanwhile", async () => {
  const { chunks, events } = chunksOf(3);
  for await (const [number] of chunks) {
    events.push(`use ${number}`);
  }
  expect(events.filter((event) => event.startsWith("use"))).toEqual(["use 1", "use 2", "use 3"]);
  expect(events.indexOf("read 2")).toBeLessThan(events.indexOf("use 1"));
  expect(events.indexOf("read 3")).toBeLessThan(events.indexOf("use 2"));
});

test("a read that fails is told at its turn, after the chunks before it", async () => {
  const { chunks, events } = chunksOf(3, 2);
  const used: number[] = [];
  const reading = (async () => {
    for await (const [number] of chunks) {
      // Longer than the failing read takes.
      await new Promise(setImmediate);
      await new Promise(setImmediate);
      used.push(number!);
    }
  })();
  await expect(reading).rejects.toThrow("read 2 fails");
  expect(used).toEqual([1]);
  expect(events.at(-1)).toBe("ended");
});

test("an end before the last chunk waits for the read that is under way", async () => {
  const { chunks, events } = chunksOf(3);
  await chunks.next();
  await chunks.return(undefined);
  expect(events).toEqual(["read 1", "read 2", "ended"]);
});
