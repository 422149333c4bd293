/** Rules of an image: where it is, its format, its size and its colors. */
import { quote } from "../findings";
import type { RuleName } from "../rules";

type Problem = [RuleName, string];

/** Decimal megabytes, as those of the file's size. */
const maxImageBytes = 10_000_000;
/** Characters at the beginning of an image's data that are decoded, a multiple of four. The header of a JPEG may be long. */
const maxHeaderCharacters = 16_384;

const accepted = "Use JPEG, PNG or WEBP.";
const dataUrl = /^data:([^;,]{0,100})(;[^,]{0,100})?,/i;
const refusedExtension = /\.(gif|bmp|tiff?|svg|heic|heif|avif|ico|pdf|mp4|mov)([?#]|$)/i;

/** @returns The rule and the continuation of "messages[0].content[0] …"; undefined if nothing is wrong. */
export function findImageProblem(url: string): Problem | undefined {
  const begin = url.slice(0, 300);
  if (/^https?:\/\/[^/\s]/i.test(begin)) {
    const extension = refusedExtension.exec(url.slice(0, 4000));
    return extension
      ? ["imageExtension", `has the URL of an image that ends with .${extension[1]}. ${accepted}`]
      : undefined;
  }
  const match = dataUrl.exec(begin);
  return match
    ? findDataProblem(url, match)
    : [
        "imageSource",
        `has the image ${quote(url)}, which only this machine can read. Use a URL with https://, or data:image/png;base64,…`,
      ];
}

const typeNames: Record<string, string> = {
  "image/jpeg": "jpeg",
  "image/jpg": "jpeg",
  "image/png": "png",
  "image/webp": "webp",
};

function findDataProblem(
  url: string,
  [prefix, type = "", parameters = ""]: RegExpExecArray,
): Problem | undefined {
  const declared = typeNames[type.toLowerCase()];
  if (declared === undefined) {
    return ["imageFormat", `has an image of the type ${quote(type)}. ${accepted}`];
  }
  const begin = prefix.length;
  if (!/;base64$/i.test(parameters)) {
    return ["imageSource", "has an image that is not Base64. Write data:image/png;base64,…"];
  }
  const length = url.length - begin;
  if (length === 0 || !isBase64(url, begin)) {
    return [
      "imageSource",
      "has an image whose data are not Base64. Encode the bytes of the file, without line breaks.",
    ];
  }
  const bytes = Math.floor((length * 3) / 4);
  if (bytes > maxImageBytes) {
    return ["imageSize", `has an image of ${Math.ceil(bytes / 1e6)} MB. Reduce it to at most 10 MB.`];
  }
  return findContentProblem(Buffer.from(url.slice(begin, begin + maxHeaderCharacters), "base64"), declared);
}

/** Looks for what is not Base64: a search needs no stack, however long the text is. */
const isBase64 = (url: string, begin: number) => !/[^A-Za-z0-9+/=_-]/.test(url.slice(begin));

function findContentProblem(bytes: Buffer, declared: string): Problem | undefined {
  const actual = formats.find(({ matches }) => matches(bytes));
  if (!actual) {
    return ["imageData", `has an image whose data are no ${declared.toUpperCase()}. ${accepted}`];
  }
  if (!actual.isAccepted) {
    return ["imageFormat", `has an image in the format ${actual.name.toUpperCase()}. ${accepted}`];
  }
  if (actual.name !== declared) {
    return [
      "imageFormat",
      `has an image that is ${actual.name.toUpperCase()}, but is declared as ${declared}. Write data:image/${actual.name};base64,…`,
    ];
  }
  const colors = actual.colors?.(bytes);
  return colors ? ["imageColors", `has an image with ${colors}. Convert it to RGB or RGBA.`] : undefined;
}

interface ImageFormat {
  name: string;
  isAccepted: boolean;
  matches: (bytes: Buffer) => boolean;
  /** Returns the colors if they are neither RGB nor RGBA. */
  colors?: (bytes: Buffer) => string | undefined;
}

const startsWith = (hex: string) => {
  const begin = Buffer.from(hex, "hex");
  return (bytes: Buffer) => bytes.subarray(0, begin.length).equals(begin);
};

const formats: readonly ImageFormat[] = [
  { name: "png", isAccepted: true, matches: startsWith("89504e47"), colors: pngColors },
  { name: "jpeg", isAccepted: true, matches: startsWith("ffd8ff"), colors: jpegColors },
  {
    name: "webp",
    isAccepted: true,
    matches: (bytes) => startsWith("52494646")(bytes) && bytes.toString("latin1", 8, 12) === "WEBP",
  },
  { name: "gif", isAccepted: false, matches: startsWith("47494638") },
  { name: "bmp", isAccepted: false, matches: startsWith("424d") },
  { name: "tiff", isAccepted: false, matches: startsWith("49492a00") },
  { name: "tiff", isAccepted: false, matches: startsWith("4d4d002a") },
  { name: "pdf", isAccepted: false, matches: startsWith("25504446") },
  {
    name: "heic",
    isAccepted: false,
    matches: (bytes) => bytes.toString("latin1", 4, 8) === "ftyp",
  },
];

/** The color type of PNG's header: bit 1 is palette, bit 2 color, bit 3 transparency. */
const pngColorTypes: Record<number, string> = {
  0: "gray values",
  3: "a palette",
  4: "gray values and transparency",
};
const pngColorTypeOffset = 25;

function pngColors(bytes: Buffer): string | undefined {
  return pngColorTypes[bytes[pngColorTypeOffset] ?? -1];
}

/** Numbers of components in the frame of a JPEG. */
const jpegComponents: Record<number, string> = { 1: "gray values", 4: "CMYK colors" };

/** Reads the segments up to the one of the frame (SOF). */
function jpegColors(bytes: Buffer): string | undefined {
  for (let offset = 2; offset + 9 < bytes.length && bytes[offset] === 0xff;) {
    const marker = bytes[offset + 1] ?? 0;
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
    if (isFrame) {
      return jpegComponents[bytes[offset + 9] ?? -1];
    }
    offset += 2 + bytes.readUInt16BE(offset + 2);
  }
  return undefined;
}
