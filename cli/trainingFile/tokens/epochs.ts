const targetEpochs = 3;
const minTrained = 100;
const maxTrained = 25_000;
const maxEpochs = 25;

/**
 * Returns the number of epochs that the service chooses for supervised fine-tuning, by OpenAI's cookbook. Recorded on Azure: 10 for 10
 * examples, 3 for 40.
 */
export function automaticEpochs(examples: number): number {
  if (examples <= 0) {
    return targetEpochs;
  }
  if (examples * targetEpochs < minTrained) {
    return Math.min(maxEpochs, Math.floor(minTrained / examples));
  }
  return examples * targetEpochs > maxTrained ? Math.max(1, Math.floor(maxTrained / examples)) : targetEpochs;
}
