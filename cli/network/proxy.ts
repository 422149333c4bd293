/** Which proxy the variables of the environment specify for a URL. */

const variables = ["https_proxy", "HTTPS_PROXY", "http_proxy", "HTTP_PROXY"] as const;

export interface Proxy {
  /** With the user name and the password, if there are any: never print it. */
  uri: string;
  /** Host and port. */
  host: string;
  /** The variable that specifies it. */
  variable: string;
}

/** Returns the proxy of a URL; undefined if it is reached directly. */
export function proxyFor(url: URL): Proxy | undefined {
  const variable = variables.find((name) => process.env[name]);
  const uri = variable === undefined ? undefined : process.env[variable];
  return uri === undefined || variable === undefined || !URL.canParse(uri) || isExcluded(url)
    ? undefined
    : { uri, host: new URL(uri).host, variable };
}

/** NO_PROXY: names of hosts with all of their subdomains, with or without a port; `*` for every host. */
function isExcluded({ hostname, port, protocol }: URL): boolean {
  const actualPort = port || (protocol === "https:" ? "443" : "80");
  return (process.env.no_proxy ?? process.env.NO_PROXY ?? "")
    .toLowerCase()
    .split(/[,\s]+/)
    .some((entry) => {
      const [, host = "", entryPort] = /^(.*?)(?::(\d+))?$/.exec(entry) ?? [];
      const name = host.replace(/^\*?\./, "");
      const isNamed = host === "*" || (name !== "" && (hostname === name || hostname.endsWith(`.${name}`)));
      return isNamed && (entryPort === undefined || entryPort === actualPort);
    });
}
