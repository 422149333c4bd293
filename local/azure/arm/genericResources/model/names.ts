/** The last segment of an ARM id. */
export const nameOf = (id: string): string => id.slice(id.lastIndexOf("/") + 1);
