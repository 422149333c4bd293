/** Files of runs, which clients send to and read from signed URLs, as from a cloud's storage. */
import { createHmac, timingSafeEqual } from "node:crypto";
import type { Platform } from "../../service";
import type { Run } from "./runs";

export interface RunFile {
  runId: string;
  name: string;
  bytes: number;
  /** ISO 8601. */
  updatedAt: string;
}

const files = (platform: Platform) => platform.store.collection<RunFile>("wandbFiles");
const blobName = (runId: string, name: string) => `wandb/${runId}/${name}`;

const sign = (platform: Platform, runId: string, name: string) =>
  createHmac("sha256", platform.directory.identityHeader).update(`${runId}/${name}`).digest();

/** The URL of a file; it carries its own permission and needs no key. */
export function runFileUrl(platform: Platform, { id }: Run, name: string): string {
  const path = `/storage/${encodeURIComponent(id)}/${encodeURIComponent(name)}`;
  return `https://api.wandb.ai${path}?signature=${sign(platform, id, name).toString("base64url")}`;
}

export function isSignatureValid(
  platform: Platform,
  runId: string,
  name: string,
  signature: string | null,
): boolean {
  const expected = sign(platform, runId, name);
  const actual = Buffer.from(signature ?? "", "base64url");
  return actual.length === expected.length && timingSafeEqual(actual, expected);
}

/** @param names Default: all files. */
export function listRunFiles(platform: Platform, run: Run, names?: readonly string[]): RunFile[] {
  return [...files(platform).values()].filter(
    ({ runId, name }) => runId === run.id && (names === undefined || names.includes(name)),
  );
}

export async function writeRunFile(
  platform: Platform,
  { id: runId }: Run,
  name: string,
  content: Buffer,
): Promise<void> {
  await platform.blobs.put(blobName(runId, name), content);
  const updatedAt = new Date(platform.clock.now()).toISOString();
  files(platform).put(`${runId}/${name}`, { runId, name, bytes: content.length, updatedAt });
}

export function readRunFile(platform: Platform, { id }: Run, name: string): Promise<Buffer | undefined> {
  return platform.blobs.get(blobName(id, name));
}
