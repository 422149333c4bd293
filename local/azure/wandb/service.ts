/** Weights & Biases: who a key belongs to. Runs and their histories are not here yet. */
import { z } from "zod";
import { AzureError } from "../error";
import type { Call, Reply, Service } from "../service";
import { userOf } from "./keys";

const body = z.object({ query: z.string(), variables: z.record(z.string(), z.unknown()).nullish() });

export const wandbService: Service = {
  name: "wandb",
  host: (host) => (host === "api.wandb.ai" ? {} : undefined),
  errorBody: ({ message }) => ({ errors: [{ message }] }),
  routes: [{ method: "POST", path: "/graphql", apiVersions: [], query: "any", body, handle: graphql }],
};

/** The `viewer` query. A key that is not valid gives a viewer of null, as W&B does (wandb/core/internal/wbapi). */
function graphql({ platform, headers, body: { query } }: Call<z.infer<typeof body>>): Reply {
  if (!/\bviewer\b/.test(query)) {
    throw new AzureError(400, "GRAPHQL_VALIDATION_FAILED", "Only the viewer query is known here.");
  }
  const encoded = /^Basic (.+)$/i.exec(headers.get("authorization") ?? "")?.[1] ?? "";
  const key = Buffer.from(encoded, "base64").toString("utf8").replace(/^api:/, "");
  const user = userOf(platform, key);
  const viewer = user && {
    id: Buffer.from(`User:${user.username}`).toString("base64"),
    entity: user.entity,
    username: user.username,
    email: `${user.username}@contoso.example`,
    flags: "{}",
    teams: { edges: user.teams.map((name) => ({ node: { name } })) },
  };
  return { status: 200, body: { data: { viewer: viewer ?? null } } };
}
