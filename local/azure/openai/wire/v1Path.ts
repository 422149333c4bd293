/** Whether a request uses the `/openai/v1` paths rather than an api-version. */
export const isV1Path = (url: URL): boolean => url.pathname.toLowerCase().startsWith("/openai/v1/");
