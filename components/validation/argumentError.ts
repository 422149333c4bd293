/** One wrong argument: its path, and the reason, which continues a sentence that begins with the path. */
export interface ArgumentError {
  /** Path of the argument, such as `account.ipRules[0]`. */
  propertyPath: string;
  /** What is wrong and what to do. Never contains the W&B API key. */
  reason: string;
}
