/** Rules of a part of a content: a text or an image. */
import { isObject, quote } from "../findings";
import type { RuleName } from "../rules";
import type { Context } from "./context";
import { findImageProblem } from "./images";

/** Types of the Responses API and of other services, with what they are here. */
const otherTypes: Record<string, string> = {
  input_text: "text",
  output_text: "text",
  input_image: "image_url",
  image: "image_url",
  image_file: "image_url",
};
const unsupportedTypes = ["input_audio", "audio", "file", "input_file", "video", "video_url", "document"];

/** @param where The part, such as `messages[0].content[1]`. */
export function checkPart(part: unknown, where: string, role: string, context: Context): void {
  const found = findPartProblem(part, role, context);
  if (found) {
    context.findings.add(found[0], `${where} ${found[1]}`);
  }
}

function findPartProblem(part: unknown, role: string, context: Context): [RuleName, string] | undefined {
  if (!isObject(part)) {
    return ["part", 'is not an object. Write {"type": "text", "text": …}.'];
  }
  const { type, text, refusal } = part;
  switch (type) {
    case "text":
      return typeof text === "string"
        ? undefined
        : ["partText", 'has the type "text" but no text. Write {"type": "text", "text": …}.'];
    case "image_url":
      return findImagePartProblem(part, role, context);
    case "refusal":
      return role === "assistant" && typeof refusal === "string"
        ? undefined
        : ["part", "is a refusal that is not a text of the assistant. Remove it."];
    default:
      return ["part", `has the type ${quote(type)}. ${partAdvice(type)}`];
  }
}

function partAdvice(type: unknown): string {
  const name = String(type);
  if (Object.hasOwn(otherTypes, name)) {
    return `Write ${quote(otherTypes[name])}, as chat completions have it.`;
  }
  return unsupportedTypes.includes(name)
    ? "Fine-tuning accepts texts and images alone. Remove it."
    : 'Use "text" or "image_url".';
}

function findImagePartProblem(
  { image_url: image }: Record<string, unknown>,
  role: string,
  context: Context,
): [RuleName, string] | undefined {
  if (!isObject(image) || typeof image.url !== "string") {
    return ["imageUrl", 'has no image_url with a url. Write "image_url": {"url": …}.'];
  }
  if (role !== "user") {
    return [
      "imageRole",
      `is an image in a message of the role ${quote(role)}. Only the user may have images.`,
    ];
  }
  context.findings.images += 1;
  const { detail } = image;
  if (detail !== undefined && detail !== "low" && detail !== "high" && detail !== "auto") {
    return ["imageDetail", `has the detail ${quote(detail)}. Use low, high or auto.`];
  }
  return findImageProblem(image.url);
}

const maxImages = 64;
/** OpenAI's limit. Azure documents the larger one. */
const manyImages = 10;

/** Checks the images of an example together. */
export function checkImages({ findings, model, method }: Context): void {
  const { images } = findings;
  if (images === 0) {
    return;
  }
  if (images > maxImages) {
    findings.add("imageCount", `has ${images} images. Reduce them to at most ${maxImages}.`);
  } else if (images > manyImages) {
    findings.add(
      "manyImages",
      `has ${images} images: OpenAI accepts ${manyImages}, where Azure documents ${maxImages}.`,
    );
  }
  if (model && !model.vision) {
    findings.add("imageModel", `has an image, which ${model.family} does not accept. Use gpt-4.1 or gpt-4o.`);
  }
  if (method !== "supervised") {
    findings.add("imageMethod", "has an image, but only supervised fine-tuning is documented with images.");
  }
}
