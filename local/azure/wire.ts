/** A request as it arrives over the wire. */
export interface WireRequest {
  method: string;
  host: string;
  /** Path and query. */
  target: string;
  headers: Headers;
  body: Buffer;
  clientAddress: string;
}

export interface Reply {
  status: number;
  headers?: Record<string, string>;
  /** Sent as JSON; text and bytes are sent unchanged, with the content type of `headers`. @default an empty body */
  body?: unknown;
}

/** What happens to a request in the end: a reply, or a closed connection. */
export type Outcome = Reply | "reset";
