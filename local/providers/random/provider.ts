import { randomBytes, randomInt, randomUUID } from "node:crypto";
import { version } from "@pulumi/random/package.json";
import type { Difference, ProviderPackage, ResourceHandler } from "../protocol/provider";
import { unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";

/** A random value: its inputs' defaults, what it makes, and what an import reads from the value. */
interface RandomType {
  required: readonly string[];
  defaults: Properties;
  outputs: readonly string[];
  make: (inputs: Properties) => { id: string; outputs: Properties };
  fromId: (id: string) => { inputs: Properties; outputs: Properties };
}

const classes: [wanted: string, least: string, characters: string][] = [
  ["upper", "minUpper", "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
  ["lower", "minLower", "abcdefghijklmnopqrstuvwxyz"],
  ["numeric", "minNumeric", "0123456789"],
  ["special", "minSpecial", "!@#$%&*()-_=+[]{}<>:?"],
];

const pickFrom = (characters: string) => characters[randomInt(characters.length)]!;

function randomText(inputs: Properties): string {
  const available = classes
    .map(([wanted, least, characters]) => ({
      wanted: inputs[wanted] !== false,
      least: Number(inputs[least] ?? 0),
      characters:
        wanted === "special" ? (inputs.overrideSpecial as string | undefined) || characters : characters,
    }))
    .filter(({ wanted }) => wanted);
  const text = available.flatMap(({ least, characters }) =>
    Array.from({ length: least }, () => pickFrom(characters)),
  );
  const all = available.map(({ characters }) => characters).join("");
  while (text.length < Number(inputs.length)) {
    text.push(pickFrom(all));
  }
  // Otherwise the characters that had to be there would stand at the front.
  for (let index = text.length - 1; index > 0; index--) {
    const other = randomInt(index + 1);
    [text[index], text[other]] = [text[other]!, text[index]!];
  }
  return text.join("");
}

function randomId(bytes: Buffer, prefix: string): Properties {
  return {
    hex: prefix + bytes.toString("hex"),
    dec: prefix + BigInt(`0x${bytes.toString("hex")}`).toString(),
    b64Std: prefix + bytes.toString("base64"),
    b64Url: prefix + bytes.toString("base64url"),
  };
}

const types: Record<string, RandomType> = {
  "random:index/randomString:RandomString": {
    required: ["length"],
    defaults: {
      upper: true,
      lower: true,
      number: true,
      numeric: true,
      special: true,
      minUpper: 0,
      minLower: 0,
      minNumeric: 0,
      minSpecial: 0,
    },
    outputs: ["result"],
    make: (inputs) => {
      const result = randomText(inputs);
      return { id: result, outputs: { result } };
    },
    fromId: (id) => ({ inputs: { length: id.length }, outputs: { result: id } }),
  },
  "random:index/randomId:RandomId": {
    required: ["byteLength"],
    defaults: {},
    outputs: ["b64Std", "b64Url", "dec", "hex"],
    make: (inputs) => {
      const bytes = randomBytes(Number(inputs.byteLength));
      return {
        id: bytes.toString("base64url"),
        outputs: randomId(bytes, (inputs.prefix as string | undefined) ?? ""),
      };
    },
    fromId: (id) => {
      const bytes = Buffer.from(id, "base64url");
      return { inputs: { byteLength: bytes.length }, outputs: randomId(bytes, "") };
    },
  },
  "random:index/randomUuid:RandomUuid": {
    required: [],
    defaults: {},
    outputs: ["result"],
    make: () => {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
    fromId: (id) => ({ inputs: {}, outputs: { result: id } }),
  },
};

/** Random values never change: any other input makes a new one. */
function diff(before: Properties, after: Properties): Difference {
  const changes: Difference["changes"] = {};
  for (const name of new Set([...Object.keys(before), ...Object.keys(after)])) {
    if (JSON.stringify(before[name]) !== JSON.stringify(after[name])) {
      const kind = before[name] === undefined ? "add" : after[name] === undefined ? "delete" : "update";
      changes[name] = { kind, replaces: true };
    }
  }
  return { changes, deleteBeforeReplace: false };
}

function handler(type: RandomType): ResourceHandler<undefined> {
  return {
    async check(_, { news }) {
      const failures = type.required
        .filter((name) => news[name] === undefined)
        .map((name) => ({ property: name, reason: `missing required property '${name}'` }));
      return { inputs: { ...type.defaults, ...news }, failures };
    },
    diff: ({ oldInputs, news }) => diff(oldInputs, news),
    preview: ({ news, olds }) => ({
      ...Object.fromEntries(type.outputs.map((name) => [name, unknown])),
      ...olds,
      ...news,
    }),
    async create(_, inputs) {
      const { id, outputs } = type.make(inputs);
      return { id, outputs: { ...inputs, ...outputs } };
    },
    async update(_, _id, inputs) {
      return inputs;
    },
    async read(_, id, { inputs, outputs }) {
      if (Object.keys(outputs).length > 0) {
        return { id, inputs, outputs };
      }
      const imported = type.fromId(id);
      const all = { ...type.defaults, ...imported.inputs };
      return { id, inputs: all, outputs: { ...all, ...imported.outputs } };
    },
    async delete() {},
  };
}

/** The stand-in for random. */
export function random(): ProviderPackage<undefined> {
  return {
    name: "random",
    version: version.replace(/^v/, ""),
    configure: () => undefined,
    resources: Object.fromEntries(Object.entries(types).map(([token, type]) => [token, handler(type)])),
    functions: {},
  };
}
