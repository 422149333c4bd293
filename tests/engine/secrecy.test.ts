import * as fs from "node:fs";
import * as path from "node:path";
import { canarySecret, filesUnder, filesWithKey, textsWithKey, vaultsFile } from "../support/canarySecret";
import { StackProject } from "../support/stackProject";
import type { Finished } from "../support/stackProject";

jest.setTimeout(240_000);

describe("the W&B API key", () => {
  let project: StackProject;
  const printed: [string, string][] = [];

  beforeAll(async () => {
    project = await StackProject.create({ ownProcess: true });
    await project.init({ fineTuningPrincipals: ["ada@contoso.example"] });
  });
  afterAll(() => project?.close());

  const keep = (what: string, { stdout, stderr }: Finished) => printed.push([what, stdout + stderr]);

  test("is found by the search in each encoding", () => {
    for (const text of [
      canarySecret,
      Buffer.from(`{"value":"${canarySecret}"}`).toString("base64"),
      encodeURIComponent(canarySecret),
      [...Buffer.from(canarySecret)].map((byte) => `\\u00${byte.toString(16)}`).join(""),
    ]) {
      expect(textsWithKey([["text", `before ${text} after`]])).toEqual(["text"]);
    }
  });

  test("is printed by no command at any verbosity, and is in no state, export or log", async () => {
    const logs = path.join(project.directory, "logs");
    fs.mkdirSync(logs);
    const verbose = ["-v=9", "--logflow", "--logtostderr"];
    const environment = { TMPDIR: logs, PULUMI_DEBUG_COMMANDS: "true" };
    const tryPulumi = async (...args: string[]) => {
      const finished = await project.run("pulumi", [...args, "--non-interactive"], undefined, environment);
      keep(args.join(" "), finished);
      return finished;
    };
    const pulumi = async (...args: string[]) => {
      const { code, stdout, stderr } = await tryPulumi(...args);
      expect({
        args,
        code,
        end:
          code === 0
            ? ""
            : [...`${stdout}\n${stderr}`.matchAll(/^.*(error:|Diagnostics|failed).*$/gm)]
                .slice(0, 12)
                .join("\n"),
      }).toEqual({
        args,
        code: 0,
        end: "",
      });
    };
    await pulumi("preview", "--diff", ...verbose);
    await pulumi("preview", "--json");
    await pulumi(
      ...["up", "--yes", "--skip-preview", "--diff", "--debug"],
      ...["--event-log", path.join(logs, "events.json")],
      ...verbose,
    );
    await pulumi("stack", "export");
    await pulumi("stack", "output", "--json");
    await pulumi("config");
    await pulumi("preview", "--diff", ...verbose);
    await pulumi("refresh", "--yes", ...verbose);
    await project.set({ secretName: "renamed" });
    // Without --logtostderr the log goes to files.
    await pulumi("up", "--yes", "--skip-preview", "-v=9", "--logflow");
    // A deployment that fails in the middle: Azure refuses the secret.
    await project.azure.control("POST", "/_local/faults", [
      {
        service: "arm",
        method: "PUT",
        path: "/secrets/",
        count: 50,
        status: 400,
        code: "BadRequest",
        message: "no",
      },
    ]);
    await project.set({ secretName: "refused" });
    expect((await tryPulumi("up", "--yes", "--skip-preview", "--diff", ...verbose)).code).not.toBe(0);
    await project.azure.control("DELETE", "/_local/faults");
    keep("requests", {
      code: 0,
      stdout: JSON.stringify((await project.azure.control("GET", "/_local/requests")).body),
      stderr: "",
    });

    expect(printed.map(([, text]) => text.length).every((length) => length > 0)).toBe(true);
    expect(textsWithKey(printed)).toEqual([]);
    expect(filesWithKey(project.directory)).toEqual([expect.stringMatching(vaultsFile)]);
    expect(filesUnder(project.directory).length).toBeGreaterThan(20);
  });
});
