import { requireFileSize } from "../../../local/azure/openai/model/files";
import type { Platform } from "../../../local/azure/platform";

/** MaxTrainingFileSize is 512000000 (recorded, Azure/azure-cli, 28 October 2025), and was 100000000 (26 October 2022). */
describe("a file for fine-tuning", () => {
  const platform = { settings: { current: { fineTuning: {} } } } as Platform;
  const check = (bytes: number, purpose = "fine-tune") => requireFileSize(platform, { purpose, bytes });

  test("has at most as many bytes as the account's capabilities list", () => {
    expect(() => check(512_000_000)).not.toThrow();
    expect(() => check(512_000_001)).toThrow("at most 512000000 bytes are allowed");
  });

  test("of another purpose has another limit", () => {
    expect(() => check(512_000_001, "batch")).not.toThrow();
  });
});
