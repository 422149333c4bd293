import type { Socket } from "node:net";
import { maxLineLength } from "./sessionFile";

/**
 * Reads the first line that the other side of a connection sends.
 * @returns undefined where it ends the connection, sends too long a line, or none in time.
 */
export function readLine(socket: Socket, timeoutMs: number): Promise<string | undefined> {
  return new Promise((resolve) => {
    let text = "";
    const finish = (line?: string) => {
      clearTimeout(timer);
      socket.off("data", collect);
      resolve(line);
    };
    const timer = setTimeout(finish, timeoutMs);
    const collect = (data: Buffer) => {
      text += data.toString();
      const end = text.indexOf("\n");
      if (end >= 0) {
        finish(text.slice(0, end));
      } else if (text.length > maxLineLength) {
        finish();
      }
    };
    socket.on("data", collect);
    socket.once("error", () => finish());
    socket.once("close", () => finish());
  });
}
