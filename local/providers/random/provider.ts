import { randomBytes, randomUUID } from "node:crypto";
import { version } from "@pulumi/random/package.json";
import { diffKindOf } from "../protocol/difference";
import type { Difference } from "../protocol/difference";
import { missingInputs } from "../protocol/provider";
import type { ProviderPackage, ResourceHandler } from "../protocol/provider";
import { deepEqual, namesOf, unknown } from "../protocol/values";
import type { Properties } from "../protocol/values";
import { randomText } from "./randomText";

/** A type of random value. */
interface RandomType {
  required: readonly string[];
  defaults: Properties;
  outputs: readonly string[];
  generate: (inputs: Properties) => { id: string; outputs: Properties };
  /** What an import reads from the value. */
  fromId: (id: string) => { inputs: Properties; outputs: Properties };
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
    generate: (inputs) => {
      const result = randomText(inputs);
      return { id: result, outputs: { result } };
    },
    fromId: (id) => ({ inputs: { length: id.length }, outputs: { result: id } }),
  },
  "random:index/randomId:RandomId": {
    required: ["byteLength"],
    defaults: {},
    outputs: ["b64Std", "b64Url", "dec", "hex"],
    generate: (inputs) => {
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
    generate: () => {
      const result = randomUUID();
      return { id: result, outputs: { result } };
    },
    fromId: (id) => ({ inputs: {}, outputs: { result: id } }),
  },
};

/** Random values never change: a changed input replaces the value. */
function diff(before: Properties, after: Properties): Difference {
  const changed = [...namesOf(before, after)].filter((name) => !deepEqual(before[name], after[name]));
  const changes = Object.fromEntries(
    changed.map((name) => [name, { kind: diffKindOf(before[name], after[name]), replaces: true }]),
  );
  return { changes, deleteBeforeReplace: false };
}

function handler(type: RandomType): ResourceHandler<undefined> {
  return {
    async check(_, { news }) {
      return { inputs: { ...type.defaults, ...news }, failures: missingInputs(news, type.required) };
    },
    diff: ({ oldInputs, news }) => diff(oldInputs, news),
    preview: ({ news, olds }) => ({
      ...Object.fromEntries(type.outputs.map((name) => [name, unknown])),
      ...olds,
      ...news,
    }),
    async create(_, inputs) {
      const { id, outputs } = type.generate(inputs);
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
      const inputsWithDefaults = { ...type.defaults, ...imported.inputs };
      return { id, inputs: inputsWithDefaults, outputs: { ...inputsWithDefaults, ...imported.outputs } };
    },
    async delete() {},
  };
}

/** The emulated random. */
export function random(): ProviderPackage<undefined> {
  return {
    name: "random",
    version: version.replace(/^v/, ""),
    configure: () => undefined,
    resources: Object.fromEntries(Object.entries(types).map(([token, type]) => [token, handler(type)])),
    functions: {},
  };
}
