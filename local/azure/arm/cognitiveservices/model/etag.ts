import { randomUUID } from "node:crypto";

/** Returns the ETag of a new version of a resource. */
export const newEtag = () => `"${randomUUID()}"`;
