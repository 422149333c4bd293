/**
 * The state of the local Azure: named collections of JSON records, each record under a key.
 * A change is durable before the response to its request is sent (the pipeline awaits `flush`).
 * Each file has a journal of its own, which keeps the secret values of vaults apart from the rest.
 */
export interface Store {
  /** Records are immutable: to change one, `put` another. @param file @default "state" */
  collection<T>(name: string, file?: StoreFile): Collection<T>;
  /** Resolves when all changes so far are on disk. @throws StorageError where they are not; they wait for the next flush. */
  flush(): Promise<void>;
  /** Flushes where the last flush failed. @throws StorageError where it fails again. */
  retry(): Promise<void>;
}

export type StoreFile = "state" | "vault-secrets";

export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): boolean;
  /** In insertion order. */
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
}
