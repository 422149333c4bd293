/** The routes of Weights & Biases. */
import { openRoute } from "../service";
import type { OpenRoute } from "../service";
import { postFileStream } from "./handlers/fileStream";
import { postGraphql } from "./handlers/graphql";
import { getRunFile, putRunFile } from "./handlers/storage";
import { fileStreamBody } from "./wire/fileStream";
import { graphqlBody } from "./wire/graphql";

/** W&B has no api-version, and ignores query parameters that it does not know. */
const anyQuery = { apiVersions: [], query: "any" as const };

export const wandbRoutes: readonly OpenRoute[] = [
  openRoute({ method: "POST", path: "/graphql", ...anyQuery, body: graphqlBody, handle: postGraphql }),
  openRoute({
    method: "POST",
    path: "/files/{entity}/{project}/{run}/file_stream",
    ...anyQuery,
    body: fileStreamBody,
    handle: postFileStream,
  }),
  // The client's telemetry, which is ignored.
  openRoute({
    method: "POST",
    path: "/sdk/otel/v1/metrics",
    ...anyQuery,
    bodyType: "bytes",
    handle: () => ({ status: 200 }),
  }),
  openRoute({
    method: "PUT",
    path: "/storage/{runId}/{name}",
    ...anyQuery,
    bodyType: "bytes",
    handle: putRunFile,
  }),
  openRoute({ method: "GET", path: "/storage/{runId}/{name}", ...anyQuery, handle: getRunFile }),
];
