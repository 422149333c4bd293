import { v4 as uuid } from "uuid";
import type { CheckRequest } from "../protocol/provider";
import { seededBytes } from "../protocol/values";
import type { Properties } from "../protocol/values";
import type { ResourceType } from "./resourceType";

/** azure-native's note in the inputs that the name was generated: a replacement is then created before the old resource is deleted. */
export const createBeforeDelete = "__createBeforeDelete";

/**
 * The inputs that name a resource: as given, or generated once and kept for as long as the resource lives. No name where
 * `pulumi:autonaming` is off.
 */
export function nameInputs(type: ResourceType, request: CheckRequest): Properties {
  const { input } = type.name;
  const { olds, news } = request;
  if (news[input] !== undefined) {
    return {};
  }
  if (olds[input] !== undefined) {
    const kept = { [input]: olds[input] as string };
    return olds[createBeforeDelete] === true ? { ...kept, [createBeforeDelete]: true } : kept;
  }
  const { value, isRandom } = generate(type.name.auto, request);
  return {
    ...(value === undefined ? {} : { [input]: value }),
    ...(isRandom ? { [createBeforeDelete]: true } : {}),
  };
}

type Strategy = ResourceType["name"]["auto"];

interface GeneratedName {
  value?: string;
  isRandom: boolean;
}

function generate(strategy: Strategy, { name, randomSeed, autonaming }: CheckRequest): GeneratedName {
  if (autonaming?.mode === "disable") {
    return { isRandom: false };
  }
  // A proposed name is no GUID; an enforced one wins all the same.
  if (autonaming?.mode === "enforce" || (autonaming && strategy !== "uuid")) {
    return { value: autonaming.proposedName, isRandom: true };
  }
  return { value: autoName[strategy](name, randomSeed), isRandom: strategy !== "copy" };
}

const autoName: Record<Strategy, (logicalName: string, seed: Uint8Array) => string> = {
  random: (logicalName, seed) => `${logicalName}${seededBytes(seed).toString("hex", 0, 4)}`,
  copy: (logicalName) => logicalName,
  uuid: (_, seed) => uuid({ random: seededBytes(seed).subarray(0, 16) }),
};
