/** The functions of the library over those of the commands. */
import { examineAll } from "../doctor/allIntegrations";
import { examine } from "../doctor/examine";
import type { Diagnosis, Progress } from "../doctor/examine";
import { findTarget } from "../deployment/target";
import { createJob } from "../finetune/command";
import { followJob } from "../finetune/followJob";
import { resultOf } from "../finetune/jobResult";
import type { JobResult as ResultOfJob } from "../finetune/jobResult";
import type { DoctorResult, JobResult, Library } from "../index";
import { listIntegrations } from "../integrations/command";
import { linkValues } from "../link/command";
import { toleratingOutages } from "../network/outage";
import { openAiClient } from "../openai/client";
import { toUserError } from "../openai/errors";
import { pollProblems } from "../openai/polling";
import { defaultTrainingType } from "../openai/trainingTypes";
import { createOutput } from "../output";
import { renderPage } from "../report/command";
import { syncJob } from "../sync/command";
import { checkFiles, toJsonResult } from "../validate/command";
import { runUrl } from "../wandb/runs";
import { UserError } from "../errors";
import { call, toText } from "./call";

const defaultPollSeconds = 5;

const output = createOutput({});
const progress: Progress = {
  onFinding: ({ title, detail }) => output.print(`${title}: ${detail}`),
  onLines: (...lines) => output.print(...lines),
};

export const calls: Library = {
  findIntegrations: (options = {}) => call(options, (own) => listIntegrations(own)),

  doctor: (options = {}) => call(options, async (own) => toDoctorResult(await examine(own, progress))),

  doctorAll: (options = {}) =>
    call(options, async (own) =>
      (await examineAll(own, progress)).map(({ name, urn, diagnosis, problem }) => ({
        integration: name,
        urn,
        ready: diagnosis?.isReady ?? false,
        ...(diagnosis ? { result: toDoctorResult(diagnosis) } : {}),
        ...(problem === undefined ? {} : { problem }),
      })),
    ),

  linkValues: (options = {}) => call(options, async (own) => linkValues(await findTarget(own))),

  validate: (file, options = {}) =>
    call(options, async ({ epochs, tier = defaultTrainingType, ...own }) => {
      const checked = await checkFiles(file, { ...own, tier, ...toText({ epochs }) });
      const main = checked.training ?? checked.validation;
      const {
        valid,
        tokens = 0,
        tokensAreEstimated = false,
        epochs: trained = 0,
        ...rest
      } = toJsonResult(checked);
      const empty = { examples: 0, bytes: 0, problemCount: 0, problems: [], warnings: [] };
      return { ...empty, ...main?.validation, ...rest, valid, tokens, tokensAreEstimated, epochs: trained };
    }),

  finetune: (file, options = {}) =>
    call(
      options,
      async ({ tag, wandb, new: isNew, allowRetired, envVars, poll = defaultPollSeconds, ...own }) => {
        const settings = {
          ...toText(own),
          tag,
          wandb,
          new: isNew,
          allowRetired,
          envVars,
          poll: String(poll),
        };
        const { job, defaultEntity } = await createJob(file, settings, output);
        return toJobResult(resultOf(job, defaultEntity));
      },
    ),

  waitForJob: (id, options = {}) =>
    call(options, async ({ poll = defaultPollSeconds, ...own }, signal) => {
      const problems = pollProblems(String(poll));
      if (problems.length > 0) {
        throw new UserError(problems);
      }
      const { client, endpoint } = await openAiClient(own);
      const following = { client, signal, pollSeconds: poll, onEvents: () => undefined };
      const job = await toleratingOutages(() => followJob(id, following), { signal }).catch(
        (error: unknown) => {
          throw toUserError(`The job ${id}`, endpoint, error);
        },
      );
      return toJobResult(resultOf(job, undefined));
    }),

  sync: (id, options = {}) =>
    call(options, async ({ poll = defaultPollSeconds, ...own }, signal) => {
      const { job, run, newRows, totalRows } = await syncJob(id, { ...own, poll: String(poll) }, signal);
      const url = runUrl(run.entity, run.project, id);
      return { job: id, status: job.status, rows: newRows, total: totalRows, run: url };
    }),

  report: (ids, options = {}) =>
    call(options, async (own) => {
      const { text, jobs } = await renderPage(ids, own);
      const missing = jobs.flatMap((one) => one.missing.map((sentence) => `${one.job.id}: ${sentence}`));
      return { html: text, jobs: jobs.map(({ job }) => job.id), missing };
    }),
};

const toDoctorResult = ({ target, isReady, findings, fixes }: Diagnosis): DoctorResult => ({
  account: target.accountName,
  vault: target.vaultName,
  secret: target.secretName,
  ready: isReady,
  // A fix is a function of the command.
  findings: findings.map(({ fix: _, ...finding }) => finding),
  ...fixes,
});

const toJobResult = ({ model, error, trainedTokens, ...result }: ResultOfJob): JobResult => ({
  ...result,
  model: model ?? null,
  error: error?.message || error?.code ? { code: error.code, message: error.message } : null,
  trainedTokens: trainedTokens ?? null,
});
