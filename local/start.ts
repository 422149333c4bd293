/** `npm start`: the quickstart on the local Azure, with the real Pulumi engine. Safe to run again. */
import { quickstart } from "./quickstart/quickstart";
import { defaultStateDirectory } from "./session/environment";
import { joinSession } from "./session/join";

async function main(): Promise<void> {
  const session = await joinSession(defaultStateDirectory);
  try {
    await quickstart(session);
  } finally {
    session.close();
  }
}

main().catch((error: Error) => {
  console.error(`\n✖ ${error.message}`);
  process.exitCode = 1;
});
