/**
 * The value of a table for a name from the network. `table[name]` would find `constructor` and the like, which every object inherits.
 */
export const ownValue = <Value>(table: Readonly<Record<string, Value>>, name: string): Value | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined;
