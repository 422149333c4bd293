export type DiffKind = "add" | "delete" | "update";

/** What differs between old and new inputs, by property path: `properties.sku.name`. */
export interface Difference {
  changes: Record<string, { kind: DiffKind; replaces: boolean }>;
  deleteBeforeReplace: boolean;
}

/** The kind of a change from one value to another; undefined: the property is absent. */
export function diffKindOf(before: unknown, after: unknown): DiffKind {
  if (before === undefined) {
    return "add";
  }
  return after === undefined ? "delete" : "update";
}
