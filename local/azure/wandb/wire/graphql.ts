import type { GraphQLError } from "graphql";
import { z } from "zod";

export const graphqlBody = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});
export type GraphqlBody = z.infer<typeof graphqlBody>;

export const toResponseError = ({ message, path }: GraphQLError) => ({ message, ...(path ? { path } : {}) });

export interface Paging {
  after?: string | null;
  /** @default 50 */
  first?: number | null;
}

/** A page of a list; cursors are positions in it. */
export function toResponseConnection(
  nodes: readonly unknown[],
  { after, first }: Paging = {},
): Record<string, unknown> {
  const from = after ? Number(after) : 0;
  const to = Math.min(nodes.length, from + (first ?? 50));
  return {
    edges: nodes.slice(from, to).map((node, index) => ({ node, cursor: String(from + index + 1) })),
    pageInfo: { endCursor: to > from ? String(to) : null, hasNextPage: to < nodes.length },
  };
}

/** An id in the form of GraphQL's. */
export const toResponseId = (text: string): string => Buffer.from(text).toString("base64");
