import type { Caller, Outcome, Platform, Reply, Service, WireRequest } from "../service";
import { applyFaults } from "./applyFaults";
import { authenticate } from "./authenticate";
import { authorize } from "./authorize";
import { checkApiVersion, checkQuery } from "./checkQuery";
import { openExchange, unknownHost } from "./exchange";
import type { Exchange } from "./exchange";
import { requireRoute } from "./matchRoute";
import { parseBody } from "./parseBody";
import { parseUrl } from "./parseUrl";
import { errorOutcome, errorReply, respond } from "./respond";

/** Serves one request. The steps are the same for every service. */
export async function serve(
  services: readonly Service[],
  platform: Platform,
  request: WireRequest,
): Promise<Outcome> {
  const exchange = openExchange(services, platform, request);
  if (!exchange) {
    return { status: 502, body: { error: { code: "UnknownHost", message: unknownHost(request.host) } } };
  }
  let caller: Caller | undefined;
  const endings: (() => void)[] = [];
  const end = () => endings.splice(0).forEach((ending) => ending());
  try {
    const url = parseUrl(exchange.service, request);
    await applyFaults(exchange, url, "before");
    caller = await authenticate(exchange, url);
    // While the disk is full no request changes anything, and each tries to write what waits.
    await platform.store.retry();
    const onEnd = (ending: () => void) => void endings.push(ending);
    const reply = await handle(exchange, url, caller, onEnd).catch((error: unknown) =>
      errorReply(exchange, error),
    );
    // What a request changes is on disk before anybody hears of it.
    await platform.store.flush();
    await applyFaults(exchange, url, "after", end);
    return respond(exchange, caller, reply);
  } catch (error) {
    return respond(exchange, caller, errorOutcome(exchange, error));
  } finally {
    end();
  }
}

/** The steps between a caller and a reply. What fails here is a reply like any other. */
async function handle(
  exchange: Exchange,
  url: URL,
  caller: Caller | undefined,
  onEnd: (ending: () => void) => void,
): Promise<Reply> {
  const { service, platform, hostParams, request } = exchange;
  platform.makeDueChanges();
  const { route, pathParams } = requireRoute(service.routes, request.method, url, () =>
    service.unknownRoute?.(request.method, url, platform),
  );
  route.authenticate?.(platform, request.headers);
  const params = { ...hostParams, ...pathParams };
  service.admit?.(params, platform);
  const apiVersion = checkApiVersion(service, route, url);
  exchange.answeredAs = apiVersion.answeredAs;
  checkQuery(route, url);
  authorize(platform, route, caller, params, url);
  const body = await parseBody(route, request);
  const { method, headers, clientAddress } = request;
  return route.handle({
    platform,
    params,
    url,
    method,
    headers,
    apiVersion: apiVersion.version,
    body,
    caller,
    clientAddress,
    onEnd,
  });
}
