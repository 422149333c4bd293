/**
 * Calls a control route of a session's local Azure. With a body the method is POST.
 * @param environment That of the session: the URL and the token.
 * @param route Without `/_local/`.
 */
export const control = (
  { LOCAL_AZURE_URL, LOCAL_AZURE_TOKEN }: Readonly<Record<string, string | undefined>>,
  route: string,
  body?: object,
): Promise<Response> =>
  fetch(`${LOCAL_AZURE_URL}/_local/${route}`, {
    method: body ? "POST" : "GET",
    headers: {
      authorization: `Bearer ${LOCAL_AZURE_TOKEN}`,
      ...(body ? { "content-type": "application/json" } : {}),
    },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
