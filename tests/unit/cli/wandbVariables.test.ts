/** The names of a job's run that W&B's own variables specify, as W&B's client reads them. */
import { planJob } from "../../../cli/finetune/plannedJob";
import type { JobFlags } from "../../../cli/finetune/plannedJob";

const saved = { ...process.env };
afterEach(() => {
  process.env = { ...saved };
});

const plan = (flags: JobFlags) => planJob("train.jsonl", flags);

describe("a job that logs to W&B", () => {
  test("is logged where WANDB_ENTITY and WANDB_PROJECT specify", async () => {
    Object.assign(process.env, { WANDB_ENTITY: "contoso", WANDB_PROJECT: "support" });
    const { options, nameOf } = await plan({});
    expect(options).toMatchObject({ wandb: true, entity: "contoso", project: "support" });
    expect([nameOf("entity"), nameOf("project")]).toEqual(["WANDB_ENTITY", "WANDB_PROJECT"]);
  });

  test("is logged where its options specify, whatever the variables are", async () => {
    Object.assign(process.env, { WANDB_ENTITY: "contoso", WANDB_PROJECT: "support" });
    const { options, nameOf } = await plan({ entity: "fabrikam" });
    expect(options).toMatchObject({ entity: "fabrikam", project: "support" });
    expect(nameOf("entity")).toBe("--entity");
  });
});

test("a job that does not log to W&B has no names of variables", async () => {
  Object.assign(process.env, { WANDB_ENTITY: "contoso", WANDB_PROJECT: "support" });
  const { options } = await plan({ wandb: false });
  expect(options.entity).toBeUndefined();
  expect(options.project).toBeUndefined();
});
