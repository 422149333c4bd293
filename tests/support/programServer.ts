/**
 * A process that runs the programs of tests, one after the other, for a worker of jest. `POST /` with `{ directory, environment }`
 * hosts the program of a folder and sets the variables that its next run has; the response is the value of `--client`. Below `/v1/` it
 * keeps the keys of stacks (secretsService.ts). Prints its URL, and ends with standard input.
 */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type * as Host from "./programHost";
import { secretsResponse } from "./secretsService";

const clients = new Map<string, Promise<string>>();

function host({
  directory,
  environment,
}: {
  directory: string;
  environment: NodeJS.ProcessEnv;
}): Promise<string> {
  for (const name of Object.keys(process.env).filter((other) => !(other in environment))) {
    delete process.env[name];
  }
  Object.assign(process.env, environment);
  // Loaded with the first program: a run of unit tests needs none.
  // eslint-disable-next-line @typescript-eslint/no-require-imports
  const { hostProgram } = require("./programHost") as typeof Host;
  const client = clients.get(directory) ?? hostProgram(directory);
  clients.set(directory, client);
  return client;
}

async function respond(url: string, body: string): Promise<string> {
  return url.startsWith("/v1/")
    ? secretsResponse(body)
    : host(JSON.parse(body) as Parameters<typeof host>[0]);
}

const server = createServer((request, response) => {
  text(request)
    .then((body) => respond(request.url ?? "/", body))
    .then(
      (answer) => response.end(answer),
      (error: Error) => response.writeHead(500).end(error.stack),
    );
});
server.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`),
);
process.stdin.on("end", () => process.exit(0)).resume();
