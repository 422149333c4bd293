/** Epochs of shuffled batches over a file's examples. */
export class Batches {
  readonly totalSteps: number;
  readonly stepsPerEpoch: number;
  /** The steps that `next` has begun. */
  step = 0;
  /** Indices of the examples, as the current epoch orders them. */
  private order: number[] = [];

  constructor(
    private readonly examples: number,
    private readonly hyperparameters: { epochs: number; batchSize: number },
    private readonly random: () => number,
  ) {
    this.stepsPerEpoch = Math.ceil(examples / hyperparameters.batchSize);
    this.totalSteps = this.stepsPerEpoch * hyperparameters.epochs;
  }

  /** Whether the current step is the last of its epoch. */
  get isEndOfEpoch(): boolean {
    return this.step % this.stepsPerEpoch === 0;
  }

  /** The indices of the next batch's examples. */
  next(): number[] {
    const { batchSize } = this.hyperparameters;
    const batchOfEpoch = this.step % this.stepsPerEpoch;
    if (batchOfEpoch === 0) {
      this.order = shuffledIndices(this.examples, this.random);
    }
    this.step += 1;
    return this.order.slice(batchOfEpoch * batchSize, (batchOfEpoch + 1) * batchSize);
  }

  /** As many of the validation file's examples as a batch has, another part of the file at each step. */
  validationBatch<Item>(items: readonly Item[]): Item[] {
    const { batchSize } = this.hyperparameters;
    const first = (this.step - 1) * batchSize;
    return Array.from(
      { length: Math.min(batchSize, items.length) },
      (_, index) => (first + index) % items.length,
    )
      .map((index) => items[index])
      .filter((item) => item !== undefined);
  }
}

/** The numbers below a limit in random order (Fisher–Yates). */
function shuffledIndices(limit: number, random: () => number): number[] {
  const indices = Array.from({ length: limit }, (_, index) => index);
  for (let index = limit - 1; index > 0; index -= 1) {
    const other = Math.floor(random() * (index + 1));
    [indices[index], indices[other]] = [indices[other] ?? other, indices[index] ?? index];
  }
  return indices;
}
