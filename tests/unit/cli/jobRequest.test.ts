/** The request of a job: every option with every method, and the job that a request is recognized by. */
import fc from "fast-check";
import { jobOptionProblems, jobRequest } from "../../../cli/finetune/jobOptions";
import type { JobOptions } from "../../../cli/finetune/jobOptions";
import { describeValues, hyperparameters } from "../../../cli/openai/hyperparameters";
import {
  chosenHyperparameters,
  matchesRequest,
  requestedFields,
  unknownFields,
} from "../../../cli/openai/jobs";
import type { Job, JobRequest } from "../../../cli/openai/jobs";
import { methods } from "../../../cli/openai/methods";
import type { Method } from "../../../cli/openai/methods";
import { findTrainingType } from "../../../cli/openai/trainingTypes";

const grader = {
  type: "string_check",
  name: "exact",
  operation: "eq",
  input: "{{sample.output_text}}",
  reference: "{{item.answer}}",
};
const names = methods.map(({ name }) => name);
const base: JobOptions = { wandb: false };
const request = (options: JobOptions, method?: Method): JobRequest =>
  jobRequest(
    { ...base, ...options },
    {
      model: "m-1",
      training: "file-1",
      method,
      trainingType: findTrainingType(options.tier ?? "standard")!,
    },
  );

/** A value that each hyperparameter allows, and one that it does not. */
const samples: Record<string, [allowed: string, refused: string]> = {
  epochs: ["3", "0"],
  batchSize: ["8", "257"],
  learningRateMultiplier: ["1e-5", "0"],
  promptLossWeight: ["0.1", "1.5"],
  beta: ["0.1", "2.5"],
  l2Multiplier: ["0.1", "-1"],
  reasoningEffort: ["high", "huge"],
  computeMultiplier: ["1.5", "0"],
  evalInterval: ["5", "0"],
  evalSamples: ["2", "2.5"],
};

const cases = hyperparameters.flatMap((row) => names.map((method) => [row.flag, method, row] as const));

describe("a hyperparameter", () => {
  test("has a sample in this test", () => {
    expect(Object.keys(samples)).toEqual(hyperparameters.map(({ option }) => option));
  });

  test.each(cases)("%s is sent below method.%s, or refused by its flag", (flag, method, row) => {
    const [text] = samples[row.option]!;
    const options: JobOptions = {
      [row.option]: text,
      ...(method === "reinforcement" ? { graderDefinition: grader } : {}),
    };
    const problems = jobOptionProblems(options, method);
    if (!row.methods.includes(method)) {
      expect(problems).toEqual([
        expect.stringMatching(`^${flag} does not belong to .*--method ${row.methods[0]}`),
      ]);
      return;
    }
    expect(problems).toEqual([]);
    const value = row.values.type === "choice" ? text : Number(text);
    expect(request(options, method).method).toMatchObject({
      type: method,
      [method]: { hyperparameters: { [row.name]: value } },
    });
    expect(request(options, method)).not.toHaveProperty("hyperparameters");
  });

  test.each(hyperparameters.map((row) => [row.flag, row] as const))(
    "%s has a range, and accepts auto",
    (flag, row) => {
      const method = row.methods[0]!;
      const more = method === "reinforcement" ? { graderDefinition: grader } : {};
      const [, refused] = samples[row.option]!;
      expect(jobOptionProblems({ [row.option]: refused, ...more }, method)).toEqual([
        `${flag} ${refused} is not valid. Specify ${describeValues(row.values)}.`,
      ]);
      expect(jobOptionProblems({ [row.option]: "auto", ...more }, method)).toEqual([]);
      const { hyperparameters: sent } = (request({ [row.option]: "auto" }, method).method![method] ?? {}) as {
        hyperparameters?: Record<string, unknown>;
      };
      expect(sent).toEqual(row.sendsAuto ? { [row.name]: "auto" } : undefined);
    },
  );
});

describe("a request", () => {
  test.each(["standard", "GlobalStandard", "developertier", "DataZoneStandard"])(
    "has the training type %s, also where it is the default",
    (tier) => {
      expect(request({ tier }).trainingType!.toLowerCase()).toBe(tier.toLowerCase());
    },
  );

  test("for reinforcement has the grader and the response format as they are", () => {
    const options = { graderDefinition: grader, responseFormatDefinition: { type: "text" } };
    expect(request(options, "reinforcement").method).toEqual({
      type: "reinforcement",
      reinforcement: { grader, response_format: { type: "text" } },
    });
  });

  test("has the metadata of a job file", () => {
    expect(request({ metadata: { team: "support" } }).metadata).toEqual({ team: "support" });
  });

  test("for reinforcement requires a grader, and no other method has one", () => {
    expect(jobOptionProblems(base, "reinforcement")).toEqual([expect.stringMatching(/requires a grader/)]);
    for (const method of ["supervised", "dpo"] as const) {
      expect(jobOptionProblems({ ...base, graderDefinition: grader }, method)).toEqual([
        expect.stringMatching(/^--grader does not belong/),
      ]);
    }
  });

  test("for a method that does not exist is refused", () => {
    expect(jobOptionProblems({ ...base, method: "sft" })).toEqual([
      "--method sft is not a method. Specify supervised, dpo or reinforcement.",
    ]);
  });
});

/** The job of a request as Azure may return it: each of these ways is seen or possible. */
const returned = {
  "below its method": ({ method, ...rest }: JobRequest) => ({ ...rest, method }),
  "in the older form": ({ method, ...rest }: JobRequest) => ({
    ...rest,
    method: null,
    hyperparameters: method![method!.type]?.hyperparameters ?? {},
  }),
  "in both forms": ({ method, ...rest }: JobRequest) => ({
    ...rest,
    method,
    hyperparameters: method![method!.type]?.hyperparameters ?? {},
  }),
  "without them": ({ method: _, ...rest }: JobRequest) => ({ ...rest, method: null, hyperparameters: {} }),
};
const ways = Object.keys(returned) as (keyof typeof returned)[];
const jobOf = (asked: JobRequest, way: keyof typeof returned, trainingType: unknown = asked.trainingType) =>
  ({
    id: "ftjob-1",
    status: "pending",
    seed: 7,
    suffix: null,
    ...returned[way](asked),
    trainingType,
  }) as unknown as Job;

/** Options of a method, each hyperparameter with its sample, auto, or nothing. */
const optionsOf = (method: Method) =>
  fc
    .record(
      Object.fromEntries(
        hyperparameters
          .filter((row) => row.methods.includes(method))
          .map((row) => [row.option, fc.constantFrom(samples[row.option]![0], "auto")]),
      ),
      { requiredKeys: [] },
    )
    .map((options) => ({
      ...(options as JobOptions),
      ...(method === "reinforcement" ? { graderDefinition: grader } : {}),
    }));

describe.each(names)("a job by %s", (method) => {
  test.each(ways)("is recognized by its own request, with hyperparameters returned %s", (way) => {
    fc.assert(
      fc.property(
        optionsOf(method),
        fc.constantFrom(undefined, null, "STANDARD", "standard"),
        (options, echo) => {
          const asked = request(options, method);
          expect(matchesRequest(jobOf(asked, way, echo), asked)).toBe(true);
          expect(matchesRequest(jobOf(asked, way, echo), asked, requestedFields(asked))).toBe(true);
          expect(unknownFields(jobOf(asked, way, echo), asked, requestedFields(asked))).toEqual([]);
        },
      ),
    );
  });

  const own = hyperparameters.filter((row) => row.methods.includes(method) && row.values.type !== "choice");
  test.each(own.map((row) => [row.flag, row] as const))("is another one with another %s", (_flag, row) => {
    const [text] = samples[row.option]!;
    const asked = request({ [row.option]: text }, method);
    const other = request({ [row.option]: String(Number(text) * 2) }, method);
    for (const way of ways.filter((one) => one !== "without them")) {
      expect(matchesRequest(jobOf(other, way), asked)).toBe(false);
    }
    expect(matchesRequest(jobOf(other, "without them"), asked, requestedFields(other))).toBe(false);
    expect(unknownFields(jobOf(other, "without them"), asked)).toEqual([row.name]);
    // Azure chose it.
    for (const chosen of [-1, null, "auto"]) {
      const automatic = { ...jobOf(asked, "without them"), hyperparameters: { [row.name]: chosen } } as Job;
      expect(matchesRequest(automatic, asked)).toBe(false);
      expect(chosenHyperparameters(automatic)).toEqual({});
    }
  });

  test("is another one than the same files by another method", () => {
    for (const other of names.filter((name) => name !== method)) {
      expect(matchesRequest(jobOf(request({}, other), "below its method"), request({}, method))).toBe(false);
      const remembered = requestedFields(request({}, other));
      expect(matchesRequest(jobOf(request({}, other), "without them"), request({}, method), remembered)).toBe(
        false,
      );
    }
  });
});

describe("a job by reinforcement", () => {
  const asked = request({ graderDefinition: grader }, "reinforcement");
  const other = request({ graderDefinition: { ...grader, operation: "ilike" } }, "reinforcement");

  test("is another one with another grader, where Azure or this machine knows it", () => {
    expect(matchesRequest(jobOf(other, "below its method"), asked)).toBe(false);
    expect(matchesRequest(jobOf(other, "without them"), asked, requestedFields(other))).toBe(false);
    expect(unknownFields(jobOf(other, "without them"), asked)).toEqual(["grader"]);
  });

  test("is the same one where Azure adds defaults to the grader", () => {
    const job = jobOf(asked, "below its method");
    Object.assign(job.method!.reinforcement!, {
      grader: { ...grader, pass_threshold: 1 },
      response_format: null,
    });
    expect(matchesRequest(job, asked)).toBe(true);
  });
});

describe("a job's training type", () => {
  test.each<[unknown, string, boolean]>([
    [0, "standard", true],
    [1, "globalstandard", true],
    [1, "standard", false],
    ["GlobalStandard", "globalstandard", true],
    ["SomethingNew", "standard", false],
  ])("%j is %s or not", (echo, tier, isSame) => {
    expect(matchesRequest(jobOf(request({}), "below its method", echo), request({ tier }))).toBe(isSame);
  });
});
