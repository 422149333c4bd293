import * as pulumi from "@pulumi/pulumi";

/** Reasons for which checked outputs fail, at any depth. */
export async function failuresOf(checked: unknown): Promise<string[]> {
  if (pulumi.Output.isInstance(checked)) {
    const output = checked as unknown as Record<"isKnown" | "isSecret", Promise<boolean>> & {
      promise(): Promise<unknown>;
      allResources(): Promise<unknown>;
    };
    // An output that fails has several promises, each of which rejects.
    for (const other of [output.isKnown, output.isSecret, output.allResources()]) {
      other.catch(() => undefined);
    }
    const message = await output.promise().then(
      () => undefined,
      (error: Error) => error.message,
    );
    return message?.split("\n  - ").slice(1) ?? [];
  }
  const parts = typeof checked === "object" && checked !== null ? Object.values(checked) : [];
  return (await Promise.all(parts.map(failuresOf))).flat();
}
