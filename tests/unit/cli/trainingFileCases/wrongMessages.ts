/** Lines whose messages are wrong, each among right ones. */
import { user, assistant, system } from "./examples";
import type { LineCase } from "./examples";
import { messages, image, withImages, data, png, jpeg, long, wrong } from "./calls";

export const wrongMessageCases: readonly LineCase[] = [
  wrong(
    "a role in capitals",
    messages({ ...user(), role: "User" }, assistant()),
    /messages\[0\] has the role "User".*here, user\./,
  ),
  wrong(
    "a role with a space",
    messages(user(), { ...assistant(), role: "assistant " }),
    /messages\[1\] has the role.*here, assistant\./,
  ),
  wrong(
    "a role of ShareGPT",
    messages({ ...user(), role: "human" }, assistant()),
    /has the role "human".*here, user\./,
  ),
  wrong(
    "Gemini's role",
    messages(user(), { ...assistant(), role: "model" }),
    /has the role "model".*here, assistant\./,
  ),
  wrong(
    "an unknown role",
    messages({ ...user(), role: "robot" }, assistant()),
    /has the role "robot"\. Use one of [\w, ]+\.$/,
  ),
  wrong("a role that is a number", messages({ ...user(), role: 1 }, assistant()), /has the role 1\./),
  wrong(
    "a name with a space",
    messages({ ...user(), name: "Ada Lovelace" }, assistant()),
    /has the name "Ada Lovelace"/,
  ),
  wrong("a long name", messages({ ...user(), name: long(65) }, assistant()), /has the name "A+/),
  wrong("an empty name", messages({ ...user(), name: "" }, assistant()), /has the name ""/),
  wrong("no user", messages(system, assistant()), /has no message of the user/),
  wrong(
    "a weight of the user",
    messages({ ...user(), weight: 0 }, assistant()),
    /has a weight, but the role "user"/,
  ),
  wrong(
    "a weight that is null",
    messages(user(), { ...assistant(), weight: null }),
    /has the weight null\. Use 0 or 1/,
  ),
  wrong("a weight that is a text", messages(user(), { ...assistant(), weight: "1" }), /has the weight "1"/),
  wrong("a weight that is true", messages(user(), { ...assistant(), weight: true }), /has the weight true/),
  wrong("weights of 0 alone", messages(user(), { ...assistant(), weight: 0 }), /has the "weight" 0 in every/),
  wrong(
    "a part of the Responses API",
    withImages({ type: "input_text", text: "hi" }),
    /content\[0\] has the type "input_text"\. Write "text"/,
  ),
  wrong(
    "an audio part",
    withImages({ type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }),
    /has the type "input_audio"/,
  ),
  wrong("a file part", withImages({ type: "file", file: { file_id: "file-1" } }), /has the type "file"/),
  wrong("a part without a type", withImages({ text: "hi" }), /has the type \(none\)/),
  wrong("a part that is a text", messages(user(["hi"]), assistant()), /content\[0\] is not an object/),
  wrong("a text part without a text", withImages({ type: "text" }), /has the type "text" but no text/),
  wrong(
    "an image's URL as text",
    withImages({ type: "image_url", image_url: "https://example.com/a.png" }),
    /has no image_url with a url/,
  ),
  wrong(
    "an image of the system",
    messages({ ...system, content: [image("https://example.com/a.png")] }, user(), assistant()),
    /is an image in a message of the role "system"/,
  ),
  wrong(
    "an image of the assistant",
    messages(user(), assistant([image("https://example.com/a.png")])),
    /is an image in a message of the role "assistant"/,
  ),
  wrong(
    "a local image",
    withImages(image("./images/cat.png")),
    /has the image ".\/images\/cat.png", which only this machine/,
  ),
  wrong(
    "an image with file://",
    withImages(image("file:///tmp/cat.png")),
    /which only this machine can read/,
  ),
  wrong(
    "a GIF image",
    withImages(image(data("gif", "474946383961"))),
    /has an image of the type "image\/gif"/,
  ),
  wrong(
    "a GIF that is declared as PNG",
    withImages(image(data("png", "474946383961"))),
    /has an image in the format GIF/,
  ),
  wrong(
    "a PNG that is declared as JPEG",
    withImages(image(data("jpeg", png("2")))),
    /is PNG, but is declared as jpeg/,
  ),
  wrong(
    "an image with gray values",
    withImages(image(data("png", png("0")))),
    /has an image with gray values/,
  ),
  wrong("an image with a palette", withImages(image(data("png", png("3")))), /has an image with a palette/),
  wrong(
    "a JPEG with CMYK colors",
    withImages(image(data("jpeg", jpeg("4")))),
    /has an image with CMYK colors/,
  ),
  wrong("data without Base64", withImages(image("data:image/png,abc")), /has an image that is not Base64/),
  wrong(
    "data that are not Base64",
    withImages(image("data:image/png;base64,iVBO*")),
    /whose data are not Base64/,
  ),
  wrong("no data", withImages(image("data:image/png;base64,")), /whose data are not Base64/),
  wrong(
    "a large image",
    withImages(image(`data:image/png;base64,${long(14_000_000)}`)),
    /has an image of 11 MB/,
  ),
  wrong(
    "an unknown detail",
    withImages(image("https://example.com/a.png", { detail: "max" })),
    /has the detail "max"/,
  ),
  wrong(
    "65 images",
    withImages(...Array.from({ length: 65 }, () => image("https://example.com/a.png"))),
    /has 65 images/,
  ),
  wrong(
    "an image for a model without vision",
    withImages(image("https://example.com/a.png")),
    /has an image, which gpt-4.1-mini does not accept/,
    { model: "gpt-4.1-mini-2025-04-14" },
  ),
];
