import type { AccessToken, Credential } from "./credential";

/** A token is replaced this long before it expires, in milliseconds. */
const expiryMarginMs = 300_000;

interface Entry {
  token: Promise<AccessToken>;
  /** Milliseconds since the epoch; without end while the token is being requested. */
  usableUntil: number;
}

/** Keeps the tokens of a credential until shortly before they expire. Requests at the same time wait for one token. */
export function cached(credential: Credential): Credential {
  const entries = new Map<string, Entry>();

  const request = (resource: string): Entry => {
    const entry: Entry = { token: credential.getToken(resource), usableUntil: Infinity };
    entry.token.then(
      ({ expiresAt }) => (entry.usableUntil = expiresAt - expiryMarginMs),
      () => entries.delete(resource),
    );
    entries.set(resource, entry);
    return entry;
  };

  return {
    ...credential,
    getToken(resource) {
      const entry = entries.get(resource);
      return (entry && entry.usableUntil > Date.now() ? entry : request(resource)).token;
    },
  };
}
