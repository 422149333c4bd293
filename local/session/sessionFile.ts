import * as path from "node:path";

/** How a command reaches the host of a state directory. */
export interface SessionFile {
  pid: number;
  port: number;
  /** What a command sends to be served. */
  token: string;
}

export const sessionFilePath = (stateDirectory: string): string => path.join(stateDirectory, "session.json");
