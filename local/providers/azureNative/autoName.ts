import { v4 as uuid } from "uuid";
import type { CheckRequest } from "../protocol/provider";
import { seededBytes } from "../protocol/values";
import type { Properties } from "../protocol/values";
import type { ResourceType } from "./resourceType";

/** The resource's name: as given, or generated once and kept for as long as the resource lives. */
export function nameFor(
  { name }: ResourceType,
  { name: logicalName, olds, news, randomSeed }: CheckRequest,
): string {
  const given = (news[name.input] ?? olds[name.input]) as string | undefined;
  return given ?? autoName[name.auto](logicalName, randomSeed);
}

const autoName: Record<ResourceType["name"]["auto"], (logicalName: string, seed: Uint8Array) => string> = {
  random: (logicalName, seed) => `${logicalName}${seededBytes(seed).toString("hex", 0, 4)}`,
  copy: (logicalName) => logicalName,
  uuid: (_, seed) => uuid({ random: seededBytes(seed).subarray(0, 16) }),
};

/** Whether a name looks generated: then a replacement can be created before the old resource is deleted. */
export function isAutoNamed({ name }: ResourceType, logicalName: string, inputs: Properties): boolean {
  const value: unknown = inputs[name.input];
  return (
    name.auto === "random" &&
    typeof value === "string" &&
    value.startsWith(logicalName) &&
    /^[0-9a-f]{8}$/.test(value.slice(logicalName.length))
  );
}
