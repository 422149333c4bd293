/** Weights & Biases: whose a key is, runs, their histories and files. */
import { z } from "zod";
import type { OpenCall as Call, Service } from "../service";
import { fileStream, fileStreamBody } from "./fileStream";
import { getFile, putFile } from "./files";
import { execute } from "./graphql";

const graphqlBody = z.looseObject({
  query: z.string(),
  variables: z.record(z.string(), z.unknown()).nullish(),
  operationName: z.string().nullish(),
});

const none = { apiVersions: [], query: "any" as const };

/** W&B's own host, and the one that its clients go to since version 0.31 where none is configured. */
const hosts = ["api.wandb.ai", "api.forge.coreweave.com"];

export const wandbService: Service = {
  name: "wandb",
  host: (host) => (hosts.includes(host) ? {} : undefined),
  errorBody: ({ code, message }) => ({ errors: [{ message, extensions: { code } }] }),
  routes: [
    {
      method: "POST",
      path: "/graphql",
      ...none,
      body: graphqlBody,
      handle: ({ platform, headers, body }: Call<z.infer<typeof graphqlBody>>) =>
        execute(platform, headers, body),
    },
    {
      method: "POST",
      path: "/files/{entity}/{project}/{run}/file_stream",
      ...none,
      body: fileStreamBody,
      handle: fileStream,
    },
    // What the client measures about itself: taken and thrown away.
    {
      method: "POST",
      path: "/sdk/otel/v1/metrics",
      ...none,
      bodyType: "bytes",
      handle: () => ({ status: 200 }),
    },
    { method: "PUT", path: "/storage/{runId}/{name}", ...none, bodyType: "bytes", handle: putFile },
    { method: "GET", path: "/storage/{runId}/{name}", ...none, handle: getFile },
  ],
};
