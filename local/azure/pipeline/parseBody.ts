import type { ZodError } from "zod";
import { AzureError } from "../error";
import type { WireRequest } from "../service";
import type { AnyRoute } from "./matchRoute";

/** How a body of each format is recognized and read. */
const formats = {
  json: {
    contentType: "application/json",
    read({ body }: WireRequest): unknown {
      const text = body.toString("utf8");
      return text === "" ? undefined : JSON.parse(text.replace(/^\uFEFF/, ""));
    },
  },
  form: {
    contentType: "application/x-www-form-urlencoded",
    read: ({ body }: WireRequest) => Object.fromEntries(new URLSearchParams(body.toString("utf8"))),
  },
  multipart: {
    contentType: "multipart/form-data",
    // Node's own parser of multipart bodies.
    async read({ body, headers }: WireRequest): Promise<unknown> {
      const response = new Response(new Uint8Array(body), {
        headers: { "content-type": headers.get("content-type") ?? "" },
      });
      return Object.fromEntries(await response.formData());
    },
  },
};

/** @returns The body as the route's schema returns it. @throws AzureError 415 or 400 */
export async function parseBody(route: AnyRoute, request: WireRequest): Promise<unknown> {
  if (route.bodyType === "bytes") {
    return request.body;
  }
  if (!route.body) {
    return undefined;
  }
  const format = formats[route.bodyType ?? "json"];
  const [contentType = ""] = (request.headers.get("content-type") ?? "").split(";");
  const type = contentType.trim().toLowerCase();
  if (request.body.length > 0 && type !== format.contentType) {
    throw new AzureError(
      415,
      "UnsupportedMediaType",
      `The content media type '${type}' is not supported. Only '${format.contentType}' is supported.`,
    );
  }
  let value: unknown;
  try {
    value = await format.read(request);
  } catch {
    // The parser's message repeats the text, which may hold a secret.
    throw new AzureError(
      400,
      "InvalidRequestContent",
      "The request content was invalid and could not be deserialized.",
    );
  }
  const parsed = route.body.safeParse(value);
  if (!parsed.success) {
    throw invalidBody(parsed.error);
  }
  return parsed.data;
}

function invalidBody(error: ZodError): AzureError {
  const details = error.issues.slice(0, 20).map((issue) => ({
    code: "InvalidRequestContent",
    target: issue.path.join("."),
    message: `${issue.path.join(".") || "The body"}: ${issue.message}`,
  }));
  return new AzureError(
    400,
    "InvalidRequestContent",
    `The request content was invalid: ${details.map(({ message }) => message).join("; ")}`,
    { details, target: details[0]?.target },
  );
}
