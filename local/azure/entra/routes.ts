/** The routes of Microsoft Entra. */
import { openRoute } from "../service";
import type { OpenRoute } from "../service";
import { getConfiguration, getInstances, getSigningKeys } from "./handlers/discovery";
import type { EndpointVersion } from "./handlers/discovery";
import { postToken, postTokenV2 } from "./handlers/token";
import { tokenForm } from "./wire/tokenRequest";

/** Entra has no api-version, and ignores query parameters that it does not know. */
const anyQuery = { apiVersions: [], query: "any" as const };

const discoveryRoutes = (version: EndpointVersion): OpenRoute[] => [
  openRoute({
    method: "GET",
    path: `/{tenant}${version}/.well-known/openid-configuration`,
    ...anyQuery,
    handle: getConfiguration(version),
  }),
  openRoute({
    method: "GET",
    path: `/{tenant}/discovery${version}/keys`,
    ...anyQuery,
    handle: getSigningKeys,
  }),
];

export const entraRoutes: readonly OpenRoute[] = [
  openRoute({ method: "GET", path: "/common/discovery/instance", ...anyQuery, handle: getInstances }),
  ...discoveryRoutes(""),
  ...discoveryRoutes("/v2.0"),
  openRoute({
    method: "POST",
    path: "/{tenant}/oauth2/token",
    ...anyQuery,
    bodyType: "form",
    body: tokenForm,
    handle: postToken,
  }),
  openRoute({
    method: "POST",
    path: "/{tenant}/oauth2/v2.0/token",
    ...anyQuery,
    bodyType: "form",
    body: tokenForm,
    handle: postTokenV2,
  }),
];
