/**
 * Reads the next chunk while the last one is used: a third of a check's time is the disk's otherwise. An upload has no use for it, as
 * the network is slower than the disk.
 */
export async function* readAhead(chunks: AsyncGenerator<Buffer>): AsyncGenerator<Buffer> {
  const read = () => {
    const result = chunks.next();
    // It may fail while the chunk before it is used: it is told when it is that one's turn.
    result.catch(() => undefined);
    return result;
  };
  try {
    for (let ahead = read(); ;) {
      const { value, done } = await ahead;
      if (done) {
        return;
      }
      ahead = read();
      yield value;
    }
  } finally {
    // Waits for a read that is under way: nothing reads from a descriptor that is closed.
    await chunks.return(undefined);
  }
}
