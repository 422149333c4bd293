import { graphql } from "graphql";
import type { GraphQLError } from "graphql";
import { AzureError } from "../../error";
import type { OpenCall, Reply } from "../../service";
import { findViewer } from "../access";
import { mutations } from "../graphql/mutations";
import { queries } from "../graphql/queries";
import { schema } from "../graphql/schema";
import { toResponseError } from "../wire/graphql";
import type { GraphqlBody } from "../wire/graphql";

/** Runs a query as the key's user. W&B answers 400 to what its schema does not have, and 401 or 403 to missing rights. */
export async function postGraphql({ platform, headers, body }: OpenCall<GraphqlBody>): Promise<Reply> {
  const user = findViewer(platform, headers);
  const { data, errors = [] } = await graphql({
    schema,
    source: body.query,
    rootValue: { ...queries(platform, user), ...mutations(platform, user) },
    variableValues: body.variables ?? undefined,
    // W&B's Python client sends an empty name for no name.
    operationName: body.operationName || undefined,
  });
  throwOriginalError(errors);
  return {
    status: data === undefined && errors.length > 0 ? 400 : 200,
    body: {
      ...(data === undefined ? {} : { data }),
      ...(errors.length > 0 ? { errors: errors.map(toResponseError) } : {}),
    },
  };
}

/** Throws what a resolver threw: an error of W&B first, then any other. */
function throwOriginalError(errors: readonly GraphQLError[]): void {
  const thrown = errors.flatMap(({ originalError }) => originalError ?? []);
  const error = thrown.find((original) => original instanceof AzureError) ?? thrown[0];
  if (error) {
    throw error;
  }
}
