import { randomBytes } from "node:crypto";

const digits = (count: number) => randomBytes(count).toString("hex").slice(0, count);

/** A key in the format that W&B issues today: 86 characters. Its letters are those of hexadecimal digits, unlike those of W&B's keys. */
export const generatedKey = (): string => `wandb_v1_${digits(27)}_${digits(49)}`;

export const isGeneratedKey = (key: string): boolean => /^wandb_v1_[0-9a-f]{27}_[0-9a-f]{49}$/.test(key);
