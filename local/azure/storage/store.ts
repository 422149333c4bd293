/**
 * The state of the local Azure: named collections of JSON records, each record under a key.
 * A change is durable before the request that made it is answered (the dispatcher awaits `flush`).
 * Collections are kept in one journal for each file, so that the vaults' secret values lie in a file of their own.
 */
export interface Store {
  /** `file`: "state" (default) or "vault-secrets". Records must be treated as immutable: `put` a new one. */
  collection<T>(name: string, file?: "state" | "vault-secrets"): Collection<T>;
  /** Resolves when every change made so far is on disk. */
  flush(): Promise<void>;
}

export interface Collection<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  delete(key: string): boolean;
  /** In insertion order. */
  entries(): IterableIterator<[string, T]>;
  values(): IterableIterator<T>;
}
