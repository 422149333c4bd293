/** The last segment of an ARM id. */
export const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);

/** The id of the parent of a child resource. */
export const parentOf = (id: string): string => id.replace(/\/[^/]+\/[^/]+$/, "");
